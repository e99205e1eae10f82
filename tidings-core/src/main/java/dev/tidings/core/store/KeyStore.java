package dev.tidings.core.store;

import dev.tidings.core.access.ApiKey;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps API keys by the hash of their secret. */
public interface KeyStore {
    void create(ApiKey key, byte[] hash);

    /** The key with this hash, revoked or not. */
    Optional<ApiKey> byHash(byte[] hash);

    /** The key of a tenant with this id, revoked or not. */
    Optional<ApiKey> key(String tenant, String id);

    /**
     * Keys in the order of their ids, which is that of their making; revoked ones too.
     *
     * @param tenant null for those of all tenants
     * @param cursor null for the first page
     */
    Page<ApiKey> keys(@Nullable String tenant, @Nullable String cursor, int limit);

    /** False when there is no such key or it is revoked already. */
    boolean revoke(String id);

    /** Has a key expire then, whenever it was to expire before. False when there is no such key or it is revoked. */
    boolean expireKey(String id, Instant at);

    /** Notes that a key was used then, unless a later use is known. */
    void used(String id, Instant at);

    /**
     * Whether there is any key that was not revoked: without one the server binds to loopback only and needs no key. One that
     * has expired counts: time must not open a server.
     */
    boolean anyInForce();
}
