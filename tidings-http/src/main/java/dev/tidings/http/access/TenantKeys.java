package dev.tidings.http.access;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.Page;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API keys of a tenant, as those with the scope {@code admin} manage them. The text of a key is shown once, when it is made. */
public final class TenantKeys {
    private static final Logger LOG = LoggerFactory.getLogger(TenantKeys.class);
    private static final Pattern ID = Pattern.compile("key_[0-9A-Za-z]{1,36}");

    private final ApiKeys keys;
    private final Executor reads;
    private final Executor lists;
    private final Executor writer;

    /** A key that is asked for. */
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

    public CompletableFuture<ApiKeys.Created> create(Principal by, NewKey asked) {
        return write(() -> {
            KeyGrant.require(by, asked.scopes(), asked.limits());
            ApiKeys.Created created = keys.create(asked.name(), by.tenant(), asked.scopes(), asked.limits());
            LOG.info(
                    "API key created: key={} tenant={} scopes={} by={}",
                    created.key().id(),
                    by.tenant(),
                    created.key().scopes(),
                    name(by));
            return created;
        });
    }

    public CompletableFuture<Page<ApiKey>> list(String tenant, @Nullable String cursor, int limit) {
        return CompletableFuture.supplyAsync(() -> keys.list(tenant, cursor, limit), lists);
    }

    public CompletableFuture<ApiKey> find(String tenant, String id) {
        return CompletableFuture.supplyAsync(() -> required(tenant, id), reads);
    }

    /**
     * Ends a key for good. A key does not revoke itself: whoever replaces it proves by its successor that the successor works, and
     * no request takes away the last key, which would open the server to its own machine.
     */
    public CompletableFuture<ApiKey> revoke(Principal by, String id) {
        return write(() -> {
            ApiKey key = required(by.tenant(), id);
            if (key.id().equals(by.keyId())) {
                throw Problem.of(
                                ProblemCode.ILLEGAL_STATE,
                                "the API key " + id
                                        + " is the one of this request and cannot revoke itself; use another"
                                        + " key, or `tidings keys revoke` where the server runs")
                        .exception();
            }
            KeyGrant.requireScopes(by, key.scopes());
            if (keys.revoke(id)) {
                LOG.info("API key revoked: key={} tenant={} by={}", id, by.tenant(), name(by));
            }
            return key;
        });
    }

    /** Has a key expire then; what it may do with that end must not be more than what the principal may. */
    public CompletableFuture<ApiKey> expire(Principal by, String id, Instant at) {
        return write(() -> {
            ApiKey key = required(by.tenant(), id);
            // Scopes and networks of a key never change, so only the end is at stake, and that is set by one statement.
            KeyGrant.require(by, key.scopes(), key.limits().until(at));
            if (!keys.expire(id, at)) {
                throw Problem.of(ProblemCode.ILLEGAL_STATE, "the API key " + id + " is revoked; make another one")
                        .exception();
            }
            LOG.info("API key expiry set: key={} tenant={} expires_at={} by={}", id, by.tenant(), at, name(by));
            return required(by.tenant(), id);
        });
    }

    /** In logs; on a server without keys nobody has one. */
    private static String name(Principal by) {
        return by.keyId() == null ? "none" : by.keyId();
    }

    private <T> CompletableFuture<T> write(Supplier<T> change) {
        return CompletableFuture.supplyAsync(change, writer);
    }

    private ApiKey required(String tenant, String id) {
        Optional<ApiKey> found = ID.matcher(id).matches() ? keys.find(tenant, id) : Optional.empty();
        return found.orElseThrow(() -> Problem.notFound("API key", id).exception());
    }
}
