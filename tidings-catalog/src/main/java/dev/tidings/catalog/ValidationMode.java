package dev.tidings.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What happens to an intent whose payload does not satisfy the schema of its type. */
public enum ValidationMode {
    /** The payload is not checked. */
    OFF,
    /** The intent is accepted, counted and logged. */
    WARN,
    /** The intent is refused. */
    ENFORCE;

    /** All codes, for messages. */
    public static final List<String> CODES =
            Arrays.stream(values()).map(ValidationMode::code).toList();

    /** The code on the wire and in tables. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Throws an IllegalArgumentException for an unknown code. */
    public static ValidationMode ofCode(String code) {
        for (ValidationMode mode : values()) {
            if (mode.code().equals(code)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("unknown validation mode '" + code + "'; expected one of " + CODES);
    }
}
