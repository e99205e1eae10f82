package dev.tidings.http.access;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Caches the store's key data for at most a second. While the store is unavailable, data of the last five minutes is
 * used, so that metrics and probes stay readable.
 */
final class KeyDataCache<K, V> {
    private static final Duration MAX_AGE = Duration.ofSeconds(1);
    /** Refreshed in the background from then on, so that requests rarely wait. */
    private static final Duration REFRESH_AGE = Duration.ofMillis(500);

    /** The maximum age during an outage. */
    private static final Duration MAX_AGE_IN_OUTAGE = Duration.ofMinutes(5);

    private static final int ENTRIES = 10_000;

    private final AsyncLoadingCache<K, Supplier<V>> cache;

    /**
     * @param store loads a value
     * @param reads where loading may block
     */
    KeyDataCache(Function<K, V> store, Executor reads, Ticker ticker) {
        this.cache = Caffeine.newBuilder()
                .executor(reads)
                .ticker(ticker::nanos)
                .maximumSize(ENTRIES)
                .refreshAfterWrite(REFRESH_AGE)
                .expireAfterWrite(MAX_AGE)
                .buildAsync(loader(store, ticker));
    }

    CompletableFuture<V> get(K key) {
        return cache.get(key).thenApply(Supplier::get);
    }

    /** Invalidates the cache after a change. */
    void forget() {
        cache.synchronous().invalidateAll();
    }

    /** The value may be a failure: the cache would log a thrown one each time. */
    private static <K, V> CacheLoader<K, Supplier<V>> loader(Function<K, V> store, Ticker ticker) {
        Cache<K, V> recent = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker::nanos)
                .maximumSize(ENTRIES)
                .expireAfterWrite(MAX_AGE_IN_OUTAGE)
                .build();
        return key -> {
            try {
                V value = store.apply(key);
                recent.put(key, value);
                return () -> value;
            } catch (StoreUnavailable unavailable) {
                V known = recent.getIfPresent(key);
                return () -> {
                    if (known == null) {
                        throw unavailable;
                    }
                    return known;
                };
            }
        };
    }
}
