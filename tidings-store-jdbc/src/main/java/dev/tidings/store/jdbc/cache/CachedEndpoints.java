package dev.tidings.store.jdbc.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointDirectory;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** Caches endpoints in memory, including the absence of endpoints. */
public final class CachedEndpoints implements EndpointDirectory {
    private static final Duration MAX_AGE = Duration.ofSeconds(1);
    private static final int MAX_RECIPIENTS = 100_000;

    private final EndpointStore store;
    private final Executor reads;
    private final Cache<Recipient, List<Endpoint>> known;
    /** Counts writes, so that a read from before a write is not cached after it. */
    private final AtomicLong writes = new AtomicLong();

    private record Recipient(String tenant, String id) {}

    /** @param reads runs queries; platform threads, none of them a caller's own that waits here */
    public CachedEndpoints(EndpointStore store, Ticker ticker, Executor reads) {
        this.store = store;
        this.reads = reads;
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(MAX_AGE)
                .maximumSize(MAX_RECIPIENTS)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** The store; writes through it invalidate the cache immediately. */
    public EndpointStore store() {
        return new WatchedEndpoints(store, this::forget);
    }

    @Override
    public Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients) {
        Map<String, List<Endpoint>> found = LinkedHashMap.newLinkedHashMap(recipients.size());
        List<String> missing = new java.util.ArrayList<>();
        for (String recipient : recipients) {
            List<Endpoint> endpoints = known.getIfPresent(new Recipient(tenant, recipient));
            if (endpoints == null) {
                missing.add(recipient);
            }
            found.put(recipient, endpoints == null ? List.of() : endpoints);
        }
        if (!missing.isEmpty()) {
            found.putAll(load(tenant, missing));
        }
        return found;
    }

    @Override
    public List<Endpoint> ofRecipient(String tenant, String recipient) {
        List<Endpoint> endpoints = known.getIfPresent(new Recipient(tenant, recipient));
        return endpoints == null ? EndpointDirectory.super.ofRecipient(tenant, recipient) : endpoints;
    }

    private Map<String, List<Endpoint>> load(String tenant, List<String> missing) {
        long before = writes.get();
        Map<String, List<Endpoint>> loaded = query(tenant, missing);
        loaded.replaceAll((recipient, endpoints) -> List.copyOf(endpoints));
        if (writes.get() == before) {
            loaded.forEach((recipient, endpoints) -> known.put(new Recipient(tenant, recipient), endpoints));
            if (writes.get() != before) {
                // A write happened between the read and the put, and its invalidation may have come too early.
                loaded.keySet().forEach(recipient -> known.invalidate(new Recipient(tenant, recipient)));
            }
        }
        return loaded;
    }

    private Map<String, List<Endpoint>> query(String tenant, List<String> missing) {
        try {
            return CompletableFuture.supplyAsync(() -> new LinkedHashMap<>(store.ofRecipients(tenant, missing)), reads)
                    .join();
        } catch (CompletionException failure) {
            throw Cause.unchecked(failure);
        }
    }

    private void forget(EndpointKey key) {
        writes.incrementAndGet();
        known.invalidate(new Recipient(key.tenant(), key.recipient()));
    }
}
