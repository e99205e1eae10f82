package dev.tidings.server.config;

import dev.tidings.core.secret.Masking;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The value of a setting that is a secret or may hold one. However it is printed it is masked; {@link #reveal} is for the code
 * that needs it.
 */
public final class Sensitive {
    private final String text;
    private final String shown;

    private Sensitive(String text, UnaryOperator<String> mask) {
        this.text = text;
        this.shown = text.isEmpty() ? "" : mask.apply(text);
    }

    /** Nothing of it is shown. */
    static Sensitive secret(String text) {
        return new Sensitive(text, whole -> Masking.MASK);
    }

    /** A URL of the web or a file: shown without user info, and without all that stands behind the path. */
    static Sensitive address(String text) {
        return new Sensitive(text, Masking::address);
    }

    /** A URL of a database or the like: shown without user info, and without the parameters that are secrets by their names. */
    static Sensitive url(String text) {
        return new Sensitive(text, Masking::url);
    }

    /** Something whose name says whether it is a secret. */
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
