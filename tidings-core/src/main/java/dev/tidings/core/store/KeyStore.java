package dev.tidings.core.store;

import dev.tidings.core.access.ApiKey;
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

    /** Whether any key is in force: without one the server binds to loopback only. */
    boolean anyInForce();
}
