package dev.tidings.engine.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.batch.GroupCommit;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.RateStore;
import dev.tidings.core.store.RateTake;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits sends to endpoints that have a rate, across all nodes: the store is asked for each send, many per commit.
 * Deliveries over the limit get consecutive times in a local queue, so that they come back one by one.
 */
final class EndpointRates {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointRates.class);
    private static final Duration IDLE_EXPIRY = Duration.ofHours(1);
    private static final int BATCH = 500;

    private final DispatchEnvironment environment;
    private final IntSupplier nodes;
    private final GroupCommit<RateTake, Duration> takes;
    private final Cache<TargetKey, RateLimitQueue> queues;

    /** @param nodes number of nodes that share an endpoint's rate */
    EndpointRates(RateStore store, HealthSettings settings, DispatchEnvironment environment, IntSupplier nodes) {
        this.environment = environment;
        this.nodes = nodes;
        this.takes = GroupCommit.of("rate", Integer.MAX_VALUE, BATCH, environment.writer(), store::take);
        this.queues = Caffeine.newBuilder()
                .maximumSize(settings.endpoints())
                .expireAfterAccess(IDLE_EXPIRY)
                .ticker(environment.ticker()::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** Requests one send: zero when it may begin now, otherwise the time to wait. The future never fails. */
    CompletableFuture<Duration> request(TargetKey key, EndpointRate rate) {
        RateLimitQueue queue = queues.get(key, _ -> new RateLimitQueue(environment.ticker()));
        if (queue.closed()) {
            return CompletableFuture.completedFuture(nextSlot(queue, rate));
        }
        return takes.submitUnbounded(new RateTake(key, rate.interval(), EndpointRate.TOLERANCE))
                .handle((wait, failure) -> {
                    if (failure != null) {
                        // Without the store, this node applies its share of the rate.
                        LOG.debug("rate limit request failed channel={}", key.channel(), failure);
                        queue.close(share(rate));
                        return Duration.ZERO;
                    }
                    if (wait.isZero()) {
                        return Duration.ZERO;
                    }
                    queue.close(wait);
                    return nextSlot(queue, rate);
                });
    }

    private Duration nextSlot(RateLimitQueue queue, EndpointRate rate) {
        return queue.nextSlot(share(rate)).plusNanos((long)
                (environment.random().nextDouble() * rate.interval().toNanos()));
    }

    /** Each node's interval is the shared interval times the number of nodes. */
    private Duration share(EndpointRate rate) {
        return rate.interval().multipliedBy(Math.max(1, nodes.getAsInt()));
    }
}
