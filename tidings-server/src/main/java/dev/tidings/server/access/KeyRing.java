package dev.tidings.server.access;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.store.KeyStore;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is known of keys, at most a second old, so that a request costs no look into the store. While the store is away
 * what was known lately holds, so that metrics and probes can be read during an outage.
 */
public final class KeyRing {
    private static final Duration OLDEST = Duration.ofSeconds(1);
    /** Looked up anew in the background from then on, so that hardly a request waits for it. */
    private static final Duration AGING = Duration.ofMillis(500);

    /** How old what is known may become during an outage. */
    private static final Duration OLDEST_IN_OUTAGE = Duration.ofMinutes(5);

    private static final int KEYS = 10_000;
    private static final HexFormat HEX = HexFormat.of();

    private final AsyncLoadingCache<String, Supplier<Optional<ApiKey>>> byHash;
    private final AsyncLoadingCache<Boolean, Supplier<Boolean>> anyInForce;

    /** @param reads where the store may block */
    public KeyRing(KeyStore store, Executor reads, Ticker ticker) {
        this.byHash = cache(reads, ticker).buildAsync(remembering(ticker, hash -> store.byHash(HEX.parseHex(hash))));
        this.anyInForce = cache(reads, ticker).buildAsync(remembering(ticker, any -> store.anyInForce()));
    }

    /** Whether any key is in force: without one everybody may do everything. */
    CompletableFuture<Boolean> anyInForce() {
        return anyInForce.get(true).thenApply(Supplier::get);
    }

    /** The key with this text, if it is in force. */
    CompletableFuture<Optional<ApiKey>> find(String text) {
        if (!KeyText.plausible(text)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return inForce(credential(text).keyHash());
    }

    /** That of a key's text. */
    static Credential credential(String text) {
        return new Credential(HEX.formatHex(KeyText.hash(text)));
    }

    /** Whether whoever was let in by it would still be; fails where the store has been away for long. */
    public CompletableFuture<Boolean> holds(Credential credential) {
        return credential.keyHash().isEmpty()
                ? anyInForce().thenApply(any -> !any)
                : inForce(credential.keyHash()).thenApply(Optional::isPresent);
    }

    private CompletableFuture<Optional<ApiKey>> inForce(String hash) {
        return byHash.get(hash)
                .thenApply(Supplier::get)
                .thenApply(found -> found.filter(key -> key.revokedAt() == null));
    }

    /** What it loads may be a refusal: one that was thrown would be logged by the cache, each time anew. */
    private static <K, V> CacheLoader<K, Supplier<V>> remembering(Ticker ticker, Function<K, V> store) {
        Cache<K, V> lately = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker::nanos)
                .maximumSize(KEYS)
                .expireAfterWrite(OLDEST_IN_OUTAGE)
                .build();
        return key -> {
            try {
                V value = store.apply(key);
                lately.put(key, value);
                return () -> value;
            } catch (StoreUnavailable away) {
                V known = lately.getIfPresent(key);
                return () -> {
                    if (known == null) {
                        throw away;
                    }
                    return known;
                };
            }
        };
    }

    private static Caffeine<Object, Object> cache(Executor reads, Ticker ticker) {
        return Caffeine.newBuilder()
                .executor(reads)
                .ticker(ticker::nanos)
                .maximumSize(KEYS)
                .refreshAfterWrite(AGING)
                .expireAfterWrite(OLDEST);
    }
}
