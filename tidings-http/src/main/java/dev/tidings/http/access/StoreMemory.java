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
 * What the store says of keys, at most a second old, so that a request costs no look into it. While the store is away what
 * was known in the last five minutes holds, so that metrics and probes can be read during an outage.
 */
final class StoreMemory<K, V> {
    private static final Duration OLDEST = Duration.ofSeconds(1);
    /** Looked up anew in the background from then on, so that hardly a request waits for it. */
    private static final Duration AGING = Duration.ofMillis(500);

    /** How old what is known may become during an outage. */
    private static final Duration OLDEST_IN_OUTAGE = Duration.ofMinutes(5);

    private static final int ENTRIES = 10_000;

    private final AsyncLoadingCache<K, Supplier<V>> cache;

    /**
     * @param store asks it
     * @param reads where it may block
     */
    StoreMemory(Function<K, V> store, Executor reads, Ticker ticker) {
        this.cache = Caffeine.newBuilder()
                .executor(reads)
                .ticker(ticker::nanos)
                .maximumSize(ENTRIES)
                .refreshAfterWrite(AGING)
                .expireAfterWrite(OLDEST)
                .buildAsync(remembering(store, ticker));
    }

    CompletableFuture<V> get(K key) {
        return cache.get(key).thenApply(Supplier::get);
    }

    /** What was just changed is asked for anew. */
    void forget() {
        cache.synchronous().invalidateAll();
    }

    /** What it loads may be a refusal: one that was thrown would be logged by the cache, each time anew. */
    private static <K, V> CacheLoader<K, Supplier<V>> remembering(Function<K, V> store, Ticker ticker) {
        Cache<K, V> lately = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker::nanos)
                .maximumSize(ENTRIES)
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
}
