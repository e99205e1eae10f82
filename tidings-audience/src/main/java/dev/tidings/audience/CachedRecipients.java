package dev.tidings.audience;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.recipient.RecipientDirectory;
import dev.tidings.core.recipient.RecipientProfile;
import dev.tidings.core.recipient.RecipientTraits;
import dev.tidings.core.store.Page;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Caches traits in memory, including the absence of a profile. While nobody has a profile, one query per second answers for all
 * recipients.
 */
public final class CachedRecipients implements RecipientDirectory {
    private static final Duration MAX_AGE = Duration.ofSeconds(1);

    /** Traits have up to 16 KiB each. */
    private static final int MAX_RECIPIENTS = 5_000;

    private final RecipientStore store;
    private final Executor reads;
    private final Cache<Recipient, RecipientTraits> known;
    private final Cache<Boolean, Boolean> anybody;
    /** Counts writes, so that a read from before a write is not cached after it. */
    private final AtomicLong writes = new AtomicLong();

    private record Recipient(String tenant, String id) {}

    /** @param reads runs queries; platform threads, none of them a caller's own that waits here */
    public CachedRecipients(RecipientStore store, Ticker ticker, Executor reads) {
        this.store = store;
        this.reads = reads;
        this.known = cache(ticker, MAX_RECIPIENTS);
        this.anybody = cache(ticker, 1);
    }

    private static <K, V> Cache<K, V> cache(Ticker ticker, int size) {
        return Caffeine.newBuilder()
                .expireAfterWrite(MAX_AGE)
                .maximumSize(size)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .<K, V>build();
    }

    @Override
    public RecipientTraits traits(String tenant, String recipient) {
        if (!anybody()) {
            return RecipientTraits.NONE;
        }
        Recipient key = new Recipient(tenant, recipient);
        RecipientTraits traits = known.getIfPresent(key);
        return traits == null ? load(known, key, () -> read(key)) : traits;
    }

    private boolean anybody() {
        Boolean any = anybody.getIfPresent(Boolean.TRUE);
        return any == null ? load(anybody, Boolean.TRUE, store::any) : any;
    }

    private RecipientTraits read(Recipient key) {
        return store.find(key.tenant(), key.id()).map(RecipientProfile::traits).orElse(RecipientTraits.NONE);
    }

    private <K, V> V load(Cache<K, V> cache, K key, java.util.function.Supplier<V> query) {
        long before = writes.get();
        V loaded;
        try {
            loaded = CompletableFuture.supplyAsync(query, reads).join();
        } catch (CompletionException failure) {
            throw Cause.unchecked(failure);
        }
        if (writes.get() == before) {
            cache.put(key, loaded);
            if (writes.get() != before) {
                // A write happened between the read and the put, and its invalidation may have come too early.
                cache.invalidate(key);
            }
        }
        return loaded;
    }

    /** The store; writes through it invalidate the cache immediately. */
    public RecipientStore store() {
        return new Watched();
    }

    private void forget(String tenant, String recipient) {
        writes.incrementAndGet();
        known.invalidate(new Recipient(tenant, recipient));
        anybody.invalidateAll();
    }

    private final class Watched implements RecipientStore {
        @Override
        public Optional<RecipientProfile> find(String tenant, String recipient) {
            return store.find(tenant, recipient);
        }

        @Override
        public Page<RecipientProfile> list(String tenant, @Nullable String cursor, int limit) {
            return store.list(tenant, cursor, limit);
        }

        @Override
        public boolean any() {
            return store.any();
        }

        @Override
        public Optional<RecipientProfile> create(String tenant, String recipient, RecipientTraits traits) {
            try {
                return store.create(tenant, recipient, traits);
            } finally {
                forget(tenant, recipient);
            }
        }

        @Override
        public Optional<RecipientProfile> replace(
                String tenant, String recipient, RecipientTraits traits, long version) {
            try {
                return store.replace(tenant, recipient, traits, version);
            } finally {
                forget(tenant, recipient);
            }
        }
    }
}
