package dev.tidings.core.endpoint;

import dev.tidings.core.secret.Masking;

/** A secret value. It prints masked; {@link #reveal} returns it in full. */
public record Secret(String reveal) {
    /** Returns the masked form. */
    public String masked() {
        return Masking.secret(reveal);
    }

    @Override
    public String toString() {
        return masked();
    }
}
