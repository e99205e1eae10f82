package dev.tidings.core.endpoint;

import dev.tidings.core.secret.Masking;

/** Something that must not be shown. It prints masked; {@link #reveal} is for the code that needs it. */
public record Secret(String reveal) {
    /** What may be seen of it. */
    public String masked() {
        return Masking.secret(reveal);
    }

    @Override
    public String toString() {
        return masked();
    }
}
