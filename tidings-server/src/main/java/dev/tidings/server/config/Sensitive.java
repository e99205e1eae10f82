package dev.tidings.server.config;

import dev.tidings.core.secret.Masking;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** A setting's value that is or may contain a secret. It always prints masked; {@link #reveal} returns the value. */
public final class Sensitive {
    private final String text;
    private final String shown;

    private Sensitive(String text, UnaryOperator<String> mask) {
        this.text = text;
        this.shown = text.isEmpty() ? "" : mask.apply(text);
    }

    /** Shows nothing of the value. */
    static Sensitive secret(String text) {
        return new Sensitive(text, whole -> Masking.MASK);
    }

    /** Shows a web or file URL without user info, query and fragment. */
    static Sensitive address(String text) {
        return new Sensitive(text, Masking::address);
    }

    /** Shows a database URL without user info and secret parameters. */
    static Sensitive url(String text) {
        return new Sensitive(text, Masking::url);
    }

    /** Masks the value if its name is that of a secret. */
    static Sensitive named(String name, String text) {
        return new Sensitive(text, value -> Masking.value(name, value));
    }

    public String reveal() {
        return text;
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public String toString() {
        return shown;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sensitive sensitive && text.equals(sensitive.text) && shown.equals(sensitive.shown);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text, shown);
    }
}
