package dev.tidings.engine.accept;

import dev.tidings.core.notification.Intent;

/** Computes the SHA-256 of the canonical JSON (RFC 8785) of an intent, without request id and trace context. */
@FunctionalInterface
public interface Fingerprints {
    byte[] of(Intent intent);
}
