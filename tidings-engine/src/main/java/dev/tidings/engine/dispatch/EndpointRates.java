package dev.tidings.engine.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.batch.GroupCommit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.store.RateStore;
import dev.tidings.core.store.RateTake;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds sends to endpoints that have a rate to one pace, shared by all nodes: the store is asked for each, many in a
 * commit. Those that must wait get a place in a line of their own, so that they come back one by one.
 */
final class EndpointRates {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointRates.class);
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
    private static final int BATCH = 500;

    private final Environment environment;
    private final IntSupplier nodes;
    private final GroupCommit<RateTake, Duration> takes;
    private final Cache<EndpointKey, RateLimitQueue> lines;

    /** @param nodes how many share an endpoint's pace */
    EndpointRates(RateStore store, HealthSettings settings, Environment environment, IntSupplier nodes) {
        this.environment = environment;
        this.nodes = nodes;
        this.takes = new GroupCommit<>("rate", Integer.MAX_VALUE, BATCH, environment.writer(), store::take);
        this.lines = Caffeine.newBuilder()
                .maximumSize(settings.endpoints())
                .expireAfterAccess(FORGOTTEN_AFTER)
                .ticker(environment.ticker()::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** Asks for one send: zero when it may begin now, or else how long to wait. The future never fails. */
    CompletableFuture<Duration> turn(EndpointKey key, EndpointRate rate) {
        RateLimitQueue line = lines.get(key, _ -> new RateLimitQueue(environment.ticker()));
        if (line.closed()) {
            return CompletableFuture.completedFuture(place(line, rate));
        }
        return takes.submitUnbounded(new RateTake(key, rate.interval(), EndpointRate.TOLERANCE))
                .handle((wait, failure) -> {
                    if (failure != null) {
                        // Without the store this node keeps the pace by itself, its share of it.
                        LOG.debug("the pace of {} could not be asked for", key, failure);
                        line.close(share(rate));
                        return Duration.ZERO;
                    }
                    if (wait.isZero()) {
                        return Duration.ZERO;
                    }
                    line.close(wait);
                    return place(line, rate);
                });
    }

    private Duration place(RateLimitQueue line, EndpointRate rate) {
        return line.place(share(rate)).plusNanos((long)
                (environment.random().nextDouble() * rate.interval().toNanos()));
    }

    /** What is an interval for all is so many for each. */
    private Duration share(EndpointRate rate) {
        return rate.interval().multipliedBy(Math.max(1, nodes.getAsInt()));
    }
}
