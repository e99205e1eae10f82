package dev.tidings.core.store;

import dev.tidings.core.access.ApiKey;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores API keys by the hash of their secret. */
public interface KeyStore {
    void create(ApiKey key, byte[] hash);

    /** Returns the key with this hash, revoked or not. */
    Optional<ApiKey> byHash(byte[] hash);

    /** Returns the tenant's key with this id, revoked or not. */
    Optional<ApiKey> key(String tenant, String id);

    /** Returns the key with this id, of any tenant, revoked or not. */
    Optional<ApiKey> find(String id);

    /**
     * Lists keys by id, which is the order of creation, including revoked ones.
     *
     * @param tenant null for all tenants
     * @param cursor null for the first page
     */
    Page<ApiKey> keys(@Nullable String tenant, @Nullable String cursor, int limit);

    /** Returns false when the key does not exist or is already revoked. */
    boolean revoke(String id);

    /** Sets the expiry of a key. Returns false when the key does not exist or is revoked. */
    boolean expireKey(String id, Instant at);

    /** Records that a key was used, unless a later use is recorded. */
    void used(String id, Instant at);

    /**
     * Returns whether any key is not revoked: without one, the server binds to loopback only and requires no key.
     * Expired keys count, so that the passing of time cannot open a server.
     */
    boolean anyInForce();
}
