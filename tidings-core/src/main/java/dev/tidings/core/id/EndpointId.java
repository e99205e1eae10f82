package dev.tidings.core.id;

import dev.tidings.core.problem.Problem;
import org.jspecify.annotations.Nullable;

/** The id of an endpoint: 16 bytes or, as text, {@code ept_} and 26 characters. */
public final class EndpointId extends Id implements Comparable<EndpointId> {
    public static final String PREFIX = "ept_";

    private EndpointId(IdBits bits) {
        super(bits);
    }

    /** Parses an id from a client. */
    public static EndpointId parse(String field, String text) {
        if (!isForm(text)) {
            throw Problem.invalid(field, text, "an endpoint id such as ept_01K… (30 characters)")
                    .exception();
        }
        return of(text);
    }

    /** Returns whether the text has the form of an endpoint id. */
    public static boolean isForm(String text) {
        return IdBits.isForm(PREFIX, text);
    }

    /** Returns the id of a text that has the form. */
    public static EndpointId of(String text) {
        return new EndpointId(IdBits.of(PREFIX, text));
    }

    public static EndpointId ofBytes(byte[] bytes) {
        return new EndpointId(IdBits.ofBytes(bytes));
    }

    public static @Nullable EndpointId ofBytesOrNull(byte @Nullable [] bytes) {
        return bytes == null ? null : ofBytes(bytes);
    }

    @Override
    String prefix() {
        return PREFIX;
    }

    @Override
    public int compareTo(EndpointId other) {
        return bits().compareTo(other.bits());
    }
}
