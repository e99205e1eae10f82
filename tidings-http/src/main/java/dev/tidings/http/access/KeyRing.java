package dev.tidings.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.access.AccessRefused;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.KeyStore;
import dev.tidings.core.time.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Looks up API keys, with a cache. */
public final class KeyRing {
    private static final int GOOD_KEYS = 10_000;
    private static final Duration GOOD_FOR = Duration.ofHours(1);
    private static final HexFormat HEX = HexFormat.of();

    private final KeyDataCache<String, Optional<KnownKey>> byHash;
    private final KeyDataCache<Boolean, Boolean> anyInForce;
    private final InstantSource clock;
    private final WrongKeys wrong;
    private final KeyUses uses;
    /** Keys valid within the last hour: they are looked up even when their address is blocked for wrong keys. */
    private final Cache<String, Boolean> good;

    /**
     * @param reads where the store may block
     * @param writer where it may write
     */
    public KeyRing(KeyStore store, Executor reads, Executor writer, InstantSource clock, Ticker ticker) {
        this.byHash =
                new KeyDataCache<>(hash -> store.byHash(HEX.parseHex(hash)).map(KnownKey::of), reads, ticker);
        this.clock = clock;
        this.wrong = new WrongKeys(ticker);
        this.uses = new KeyUses(store, writer, clock);
        this.good = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker::nanos)
                .maximumSize(GOOD_KEYS)
                .expireAfterAccess(GOOD_FOR)
                .build();
        this.anyInForce = new KeyDataCache<>(any -> store.anyInForce(), reads, ticker);
    }

    /** Returns whether any key exists: without one, everyone may do everything. */
    CompletableFuture<Boolean> anyInForce() {
        return anyInForce.get(true);
    }

    /**
     * Returns the key with this text if it is valid and may be used from this address. Throws a ProblemException when
     * the address has tried too many wrong keys.
     */
    CompletableFuture<Optional<ApiKey>> find(String text, InetAddress client) {
        Credential credential = credential(text);
        Duration wait = good.getIfPresent(credential.keyHash()) == null ? wrong.delay(client) : Duration.ZERO;
        if (!wait.isZero()) {
            throw new AccessRefused(
                    AccessRefused.Reason.TOO_MANY_WRONG_KEYS,
                    Problem.of(
                                    ProblemCode.RESOURCE_EXHAUSTED,
                                    "too many invalid API keys from this address; retry later with a valid" + " one")
                            .retryAfter(wait));
        }
        if (!KeyText.plausible(text)) {
            wrong.add(client);
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return inForce(credential.keyHash()).thenApply(found -> {
            Optional<ApiKey> usable =
                    found.filter(known -> known.usableFrom(client)).map(KnownKey::key);
            usable.ifPresentOrElse(
                    key -> {
                        good.put(credential.keyHash(), true);
                        uses.add(key);
                    },
                    () -> wrong.add(client));
            return usable;
        });
    }

    /** Returns the key of a credential that was verified before, if it is still valid and may be used from this address. */
    CompletableFuture<Optional<ApiKey>> find(Credential credential, InetAddress client) {
        return inForce(credential.keyHash()).thenApply(found -> {
            Optional<ApiKey> usable =
                    found.filter(known -> known.usableFrom(client)).map(KnownKey::key);
            usable.ifPresent(uses::add);
            return usable;
        });
    }

    /** Returns the credential of a key's text. */
    static Credential credential(String text) {
        return new Credential(HEX.formatHex(KeyText.hash(text)));
    }

    /** Returns whether the credential is still valid; fails after a long outage of the store. */
    public CompletableFuture<Boolean> holds(Credential credential) {
        return credential.keyHash().isEmpty()
                ? anyInForce().thenApply(any -> !any)
                : inForce(credential.keyHash()).thenApply(Optional::isPresent);
    }

    private CompletableFuture<Optional<KnownKey>> inForce(String hash) {
        return byHash.get(hash)
                .thenApply(found -> found.filter(known -> known.key().inForce(clock.instant())));
    }
}
