package dev.tidings.http.access;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.id.Ids;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.store.KeyStore;
import dev.tidings.core.store.Page;
import dev.tidings.core.text.BlankText;
import dev.tidings.http.AuditFields;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.net.AddressRanges;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Creates, lists, verifies and revokes API keys. Blocks on the store. */
public final class ApiKeys {
    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final int LONGEST_NAME = 200;
    private static final int MOST_ITEMS = 100;

    private final KeyStore store;
    private final Ids ids;
    private final SecureRandom random;
    private final InstantSource clock;

    /** A new key. Its text is not stored and is only available here. */
    public record Created(ApiKey key, Secret text) {}

    public ApiKeys(KeyStore store, Ids ids, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.ids = ids;
        this.random = random;
        this.clock = clock;
    }

    public Created create(String name, String tenant, Set<Scope> scopes) {
        return create(name, tenant, scopes, KeyLimits.NONE);
    }

    public Created create(String name, String tenant, Set<Scope> scopes, KeyLimits limits) {
        requireText("name", name, "1 to " + LONGEST_NAME + " characters");
        if (!TENANT.matcher(tenant).matches()) {
            throw Problem.invalid("tenant", tenant, "lower-case letters, digits and . _ -, at most 63")
                    .exception();
        }
        if (scopes.isEmpty()) {
            throw Problem.invalid("scopes", null, "one or more of produce, subscribe, operate, audit, system, admin")
                    .exception();
        }
        Instant now = clock.instant();
        requireFuture(limits.expiresAt());
        requireFit(limits, scopes);
        ApiKey key = new ApiKey("key_" + ids.next(now), tenant, name, scopes, now, null, limits, null);
        Secret text = KeyText.fresh(random);
        return RequestOrigin.audited(created(key), () -> {
            store.create(key, KeyText.hash(text.reveal()));
            return new Created(key, text);
        });
    }

    private static AuditChange created(ApiKey key) {
        KeyLimits limits = key.limits();
        return new AuditFields()
                .set("name", key.name())
                .set("scopes", key.scopes().stream().map(Scope::code).sorted().toList())
                .set("expires_at", limits.expiresAt())
                .set("from", limits.networks())
                .set("types", limits.types())
                .set("recipients", limits.recipients().size())
                .of(key.tenant(), AuditAction.KEY_CREATED, key.id());
    }

    private static void requireFit(KeyLimits limits, Set<Scope> scopes) {
        requireFew("from", limits.networks());
        var _ = AddressRanges.parse("from", limits.networks());
        requireTexts("types", limits.types());
        requireTexts("recipients", limits.recipients());
        if (limits.boundIntents() && !scopes.equals(Set.of(Scope.PRODUCE))) {
            throw Problem.invalid(
                            limits.types().isEmpty() ? "recipients" : "types",
                            "set together with the scopes "
                                    + scopes.stream().map(Scope::code).sorted().collect(Collectors.joining(",")),
                            "no such limit, or only the scope produce: it restricts submissions only")
                    .exception();
        }
    }

    private static void requireFew(String field, List<String> items) {
        if (items.size() > MOST_ITEMS) {
            throw Problem.overLimit(field, items.size(), "at most " + MOST_ITEMS)
                    .exception();
        }
    }

    private static void requireTexts(String field, List<String> patterns) {
        requireFew(field, patterns);
        for (int i = 0; i < patterns.size(); i++) {
            requireText(
                    field + "[" + i + "]",
                    patterns.get(i),
                    "1 to " + LONGEST_NAME + " characters, optionally ending in *");
        }
    }

    private static void requireText(String field, String text, String expected) {
        if (BlankText.isBlank(text)) {
            throw Problem.invalid(field, "'" + text + "'", expected).exception();
        }
        TextCheck.atMost(field, text, LONGEST_NAME);
        TextCheck.id(field, text);
    }

    /** Returns the key with this text if it is valid. */
    public Optional<ApiKey> verify(String text) {
        return KeyText.plausible(text)
                ? store.byHash(KeyText.hash(text)).filter(key -> key.inForce(clock.instant()))
                : Optional.empty();
    }

    /** Returns the tenant's key with this id, revoked or not. */
    public Optional<ApiKey> find(String tenant, String id) {
        return store.key(tenant, id);
    }

    /** @param tenant null for the keys of all tenants */
    public Page<ApiKey> list(@Nullable String tenant, @Nullable String cursor, int limit) {
        return store.keys(tenant, cursor, limit);
    }

    /** Returns false when the key does not exist or is already revoked. */
    public boolean revoke(String id) {
        return store.find(id)
                .map(key -> RequestOrigin.audited(
                        AuditChange.of(key.tenant(), AuditAction.KEY_REVOKED, id), () -> store.revoke(id)))
                .orElse(false);
    }

    /** Sets the expiry of a key. Returns false when the key does not exist or is revoked. */
    public boolean expire(String id, Instant at) {
        requireFuture(at);
        return store.find(id)
                .map(key -> RequestOrigin.audited(
                        new AuditFields()
                                .changed("expires_at", key.limits().expiresAt(), at)
                                .of(key.tenant(), AuditAction.KEY_EXPIRY_SET, id),
                        () -> store.expireKey(id, at)))
                .orElse(false);
    }

    private void requireFuture(@Nullable Instant expiresAt) {
        if (expiresAt != null && !clock.instant().isBefore(expiresAt)) {
            throw Problem.invalid("expires_at", expiresAt, "a future time").exception();
        }
    }
}
