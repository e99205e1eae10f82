package dev.tidings.http.access;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.id.Ids;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.store.KeyStore;
import dev.tidings.core.text.BlankText;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes, lists, verifies and revokes API keys. Blocks on the store. */
public final class ApiKeys {
    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final int LONGEST_NAME = 200;
    private static final int MOST_PATTERNS = 100;

    private final KeyStore store;
    private final Ids ids;
    private final SecureRandom random;
    private final InstantSource clock;

    /** A key that was made just now. Its text is not kept: this is the one time to show it. */
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
        if (BlankText.isBlank(name) || name.length() > LONGEST_NAME) {
            throw Problem.invalid("name", "'" + name + "'", "1 to " + LONGEST_NAME + " characters")
                    .exception();
        }
        TextCheck.id("name", name);
        if (!TENANT.matcher(tenant).matches()) {
            throw Problem.invalid("tenant", tenant, "lower-case letters, digits and . _ -, at most 63")
                    .exception();
        }
        if (scopes.isEmpty()) {
            throw Problem.invalid("scope", null, "one or more of produce, subscribe, operate, system, admin")
                    .exception();
        }
        Instant now = clock.instant();
        requireFit(limits, scopes, now);
        ApiKey key = new ApiKey("key_" + ids.next(now), tenant, name, scopes, now, null, limits, null);
        Secret text = KeyText.fresh(random);
        store.create(key, KeyText.hash(text.reveal()));
        return new Created(key, text);
    }

    private static void requireFit(KeyLimits limits, Set<Scope> scopes, Instant now) {
        if (limits.expired(now)) {
            throw Problem.invalid("expires", String.valueOf(limits.expiresAt()), "a time to come")
                    .exception();
        }
        ClientNetworks.require("from", limits.networks());
        requireTexts("type", limits.types());
        requireTexts("recipient", limits.recipients());
        if (limits.boundIntents() && !scopes.equals(Set.of(Scope.PRODUCE))) {
            throw Problem.invalid(
                            "scope",
                            scopes.stream().map(Scope::code).sorted().collect(Collectors.joining(",")),
                            "produce alone, since types and recipients bound only what is submitted")
                    .exception();
        }
    }

    private static void requireTexts(String field, List<String> patterns) {
        if (patterns.size() > MOST_PATTERNS) {
            throw Problem.overLimit(field, patterns.size(), "at most " + MOST_PATTERNS)
                    .exception();
        }
        for (String pattern : patterns) {
            if (BlankText.isBlank(pattern)
                    || pattern.length() > LONGEST_NAME
                    || pattern.chars().anyMatch(Character::isISOControl)) {
                throw Problem.invalid(
                                field,
                                "'" + pattern + "'",
                                "1 to " + LONGEST_NAME + " characters, perhaps with * at the end")
                        .exception();
            }
        }
    }

    /** The key with this text, if it is in force. */
    public Optional<ApiKey> verify(String text) {
        return KeyText.plausible(text)
                ? store.byHash(KeyText.hash(text)).filter(key -> key.inForce(clock.instant()))
                : Optional.empty();
    }

    public List<ApiKey> list() {
        return store.keys();
    }

    /** False when there is no such key or it is revoked already. */
    public boolean revoke(String id) {
        return store.revoke(id);
    }
}
