package dev.tidings.core.store;

import dev.tidings.core.access.ApiKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps API keys by the hash of their secret. */
public interface KeyStore {
    void create(ApiKey key, byte[] hash);

    /** The key with this hash, revoked or not. */
    Optional<ApiKey> byHash(byte[] hash);

    List<ApiKey> keys();

    /** False when there is no such key or it is revoked already. */
    boolean revoke(String id);

    /** Notes that a key was used then, unless a later use is known. */
    void used(String id, Instant at);

    /**
     * Whether there is any key that was not revoked: without one the server binds to loopback only and needs no key. One that
     * has expired counts: time must not open a server.
     */
    boolean anyInForce();
}
