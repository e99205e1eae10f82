package dev.tidings.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.store.KeyStore;
import dev.tidings.core.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records when keys were last used: at most once per minute and key, asynchronously. Failures are ignored. */
final class KeyUses {
    private static final Logger LOG = LoggerFactory.getLogger(KeyUses.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int KEYS = 10_000;

    private final KeyStore store;
    private final Executor writer;
    private final InstantSource clock;
    private final Cache<String, Instant> recorded =
            Caffeine.newBuilder().executor(Runnable::run).maximumSize(KEYS).build();

    KeyUses(KeyStore store, Executor writer, InstantSource clock) {
        this.store = store;
        this.writer = writer;
        this.clock = clock;
    }

    void add(ApiKey key) {
        Instant now = clock.instant();
        if (recent(key.lastUsedAt(), now) || recent(recorded.getIfPresent(key.id()), now)) {
            return;
        }
        // Of concurrent requests, the first records it.
        AtomicBoolean first = new AtomicBoolean();
        recorded.asMap().compute(key.id(), (id, before) -> {
            first.set(!recent(before, now));
            return first.get() ? now : before;
        });
        if (first.get()) {
            try {
                writer.execute(() -> record(key.id(), now));
            } catch (RejectedExecutionException stopping) {
                LOG.trace("key use not recorded: the server is shutting down key={}", key.id());
            }
        }
    }

    private static boolean recent(@Nullable Instant before, Instant now) {
        return before != null && now.isBefore(before.plus(INTERVAL));
    }

    private void record(String id, Instant at) {
        try {
            store.used(id, at);
        } catch (StoreUnavailable unavailable) {
            LOG.debug("key use not recorded key={} error={}", id, unavailable.getMessage());
        }
    }
}
