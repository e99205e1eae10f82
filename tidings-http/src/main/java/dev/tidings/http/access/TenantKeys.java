package dev.tidings.http.access;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.Page;
import dev.tidings.http.Paging;
import dev.tidings.http.RequestOrigin;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Manages the API keys of a tenant for admins. The text of a key is only returned on creation. */
public final class TenantKeys {
    private static final Logger LOG = LoggerFactory.getLogger(TenantKeys.class);
    private static final Pattern ID = Pattern.compile("key_[0-9A-Za-z]{1,36}");

    private final ApiKeys keys;
    private final Executor reads;
    private final Executor lists;
    private final Executor writer;

    /** A key to create. */
    public record NewKey(String name, Set<Scope> scopes, KeyLimits limits) {
        public NewKey {
            scopes = Set.copyOf(scopes);
        }
    }

    /**
     * @param reads where the store may block on a read
     * @param lists where it may read many rows
     * @param writer where it may write
     */
    public TenantKeys(ApiKeys keys, Executor reads, Executor lists, Executor writer) {
        this.keys = keys;
        this.reads = reads;
        this.lists = lists;
        this.writer = writer;
    }

    public CompletableFuture<ApiKeys.Created> create(Principal by, NewKey request) {
        return write(() -> {
            KeyGrant.require(by, request.scopes(), request.limits());
            ApiKeys.Created created = keys.create(request.name(), by.tenant(), request.scopes(), request.limits());
            LOG.info(
                    "API key created: key={} tenant={} scopes={} by={}",
                    created.key().id(),
                    by.tenant(),
                    created.key().scopes(),
                    name(by));
            return created;
        });
    }

    public CompletableFuture<Page<ApiKey>> list(String tenant, Paging page) {
        return CompletableFuture.supplyAsync(() -> keys.list(tenant, page.cursor(), page.limit()), lists);
    }

    public CompletableFuture<ApiKey> find(String tenant, String id) {
        return CompletableFuture.supplyAsync(() -> required(tenant, id), reads);
    }

    /**
     * Revokes a key. A key cannot revoke itself: using the successor for this proves that it works, and no request can
     * revoke the last key, which would open the server to local clients.
     */
    public CompletableFuture<ApiKey> revoke(Principal by, String id) {
        return write(() -> {
            ApiKey key = required(by.tenant(), id);
            if (key.id().equals(by.keyId())) {
                throw Problem.of(
                                ProblemCode.ILLEGAL_STATE,
                                "the API key " + id + " cannot revoke itself; use another"
                                        + " key, or run `tidings keys revoke` on the server")
                        .exception();
            }
            KeyGrant.requireScopes(by, key.scopes());
            if (keys.revoke(id)) {
                LOG.info("API key revoked: key={} tenant={} by={}", id, by.tenant(), name(by));
            }
            return key;
        });
    }

    /** Sets the expiry of a key; with it, the key must not exceed the principal's rights. */
    public CompletableFuture<ApiKey> expire(Principal by, String id, Instant at) {
        return write(() -> {
            ApiKey key = required(by.tenant(), id);
            // Scopes and networks of a key never change, so only the expiry matters, which one statement sets.
            KeyGrant.require(by, key.scopes(), key.limits().until(at));
            if (!keys.expire(id, at)) {
                throw Problem.of(ProblemCode.ILLEGAL_STATE, "the API key " + id + " is revoked; create another one")
                        .exception();
            }
            LOG.info("API key expiry set: key={} tenant={} expires_at={} by={}", id, by.tenant(), at, name(by));
            return required(by.tenant(), id);
        });
    }

    /** For logs; without keys, nobody has an id. */
    private static String name(Principal by) {
        return by.keyId() == null ? "none" : by.keyId();
    }

    private <T> CompletableFuture<T> write(Supplier<T> change) {
        return CompletableFuture.supplyAsync(change, RequestOrigin.carriedTo(writer));
    }

    private ApiKey required(String tenant, String id) {
        Optional<ApiKey> found = ID.matcher(id).matches() ? keys.find(tenant, id) : Optional.empty();
        return found.orElseThrow(() -> Problem.notFound("API key", id).exception());
    }
}
