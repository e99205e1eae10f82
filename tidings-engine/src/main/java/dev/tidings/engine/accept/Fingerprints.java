package dev.tidings.engine.accept;

import dev.tidings.core.notification.Intent;

/** SHA-256 over the canonical JSON (RFC 8785) of an intent without request id and trace context. */
@FunctionalInterface
public interface Fingerprints {
    byte[] of(Intent intent);
}
