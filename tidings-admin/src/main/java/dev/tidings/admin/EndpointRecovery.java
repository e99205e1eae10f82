package dev.tidings.admin;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.LocalEndpointHealth;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.EndpointCriterion;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.QueryStore;
import dev.tidings.http.Failures;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unblocks an endpoint after it was fixed: clears its Retry-After pause, open circuit and failure count on all
 * nodes. Then makes its waiting deliveries due, spread over at most a minute, after the response.
 */
public final class EndpointRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointRecovery.class);
    private static final int AT_ONCE = 64;
    /** Deliveries in flight at that moment start to wait only afterwards, so they are looked for again. */
    private static final Duration SOON = Duration.ofSeconds(2);

    /** By then, sends that were in flight have ended. */
    private static final Duration AFTER_SENDS = Duration.ofSeconds(30);

    /** Deliveries that are being sent may start to wait. */
    private static final Set<DeliveryStatus> OPEN =
            Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED, DeliveryStatus.SENDING);

    private static final Set<DeliveryStatus> WAITING = Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED);

    private final EndpointStore endpoints;
    private final EndpointHealthStore health;
    private final LocalEndpointHealth local;
    private final QueryStore query;
    private final ImmediateRetry retry;
    private final StoreThreads threads;
    private final InstantSource clock;
    private final AtomicInteger running = new AtomicInteger();

    public EndpointRecovery(
            EndpointStore endpoints,
            EndpointHealthStore health,
            LocalEndpointHealth local,
            QueryStore query,
            ImmediateRetry retry,
            StoreThreads threads,
            InstantSource clock) {
        this.endpoints = endpoints;
        this.health = health;
        this.local = local;
        this.query = query;
        this.retry = retry;
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * Starts the recovery. The future completes with the number of deliveries that wait for the endpoint, when
     * those are about to become due; with 0 if its owner disabled or paused it.
     */
    CompletableFuture<Integer> begin(Endpoint endpoint) {
        EndpointKey key = endpoint.key();
        return threads.write(() -> unblock(endpoint)).thenCompose(done -> {
            if (!endpoint.enabled() || endpoint.pausedAt(clock.instant())) {
                return CompletableFuture.completedFuture(0);
            }
            DeliveryFilter filter = new DeliveryFilter(
                            key.tenant(), WAITING, key.channel(), key.recipient(), null, null, null, null)
                    .to(new EndpointCriterion(endpoint.id(), true));
            return new DeliveryCount(query, threads, filter.withStatuses(OPEN), FilteredRuns.MOST_COUNTED)
                    .count()
                    .thenApply(waiting -> {
                        if (waiting > 0) {
                            makeDue(endpoint, filter, waiting);
                        }
                        return waiting;
                    })
                    .exceptionally(failure -> {
                        // The endpoint is unblocked regardless.
                        notMadeDue(key, Failures.problem(failure).message());
                        return 0;
                    });
        });
    }

    /**
     * Whether a change of the endpoint was stored but the unblocking after it failed, because the store failed
     * or the process died: a block is older than the change. Blocks.
     */
    boolean unfinished(Endpoint endpoint) {
        Instant changed = endpoint.updatedAt();
        ConsecutiveFailures failures = endpoint.failures();
        return (failures != null && failures.since().isBefore(changed))
                || health.circuitsOf(List.of(endpoint.target())).stream()
                        .anyMatch(circuit -> circuit.changedAt().isBefore(changed));
    }

    private Endpoint unblock(Endpoint endpoint) {
        health.unblock(endpoint.target());
        // Writes only if failures are recorded.
        endpoints.recordSuccess(endpoint.key());
        local.unblock(endpoint.target());
        return endpoint;
    }

    private void makeDue(Endpoint endpoint, DeliveryFilter filter, int waiting) {
        EndpointKey key = endpoint.key();
        if (running.incrementAndGet() > AT_ONCE) {
            running.decrementAndGet();
            LOG.warn(
                    "too many endpoint recoveries; waiting deliveries keep their retry times, use tidings retry-now;"
                            + " limit={} channel={} recipient={}",
                    AT_ONCE,
                    key.channel(),
                    key.recipient());
            return;
        }
        Instant fixedAt = clock.instant();
        var _ = pass(endpoint, filter, waiting, fixedAt)
                .thenComposeAsync(done -> pass(endpoint, filter, waiting, fixedAt), threads.listsAfter(SOON))
                .thenComposeAsync(done -> pass(endpoint, filter, waiting, fixedAt), threads.listsAfter(AFTER_SENDS))
                .whenComplete((done, failure) -> running.decrementAndGet());
    }

    /**
     * Makes waiting deliveries due that were not attempted since the fix; those that failed again keep their
     * backoff.
     */
    private CompletableFuture<@Nullable Void> pass(
            Endpoint endpoint, DeliveryFilter filter, int waiting, Instant fixedAt) {
        return new BulkPass(
                        filter,
                        BulkPacing.spread(waiting, local.propagationDelay()),
                        (tenant, deliveries, pacing) -> retry.retryNow(
                                tenant,
                                deliveries.stream()
                                        .filter(delivery -> untriedSince(fixedAt, delivery.lastAttempt()))
                                        .toList(),
                                pacing),
                        query,
                        threads)
                .start()
                .exceptionally(failure -> {
                    notMadeDue(endpoint.key(), Failures.problem(failure).message());
                    return null;
                });
    }

    private static boolean untriedSince(Instant fixedAt, @Nullable Attempt last) {
        return last == null || !last.startedAt().isAfter(fixedAt);
    }

    private static void notMadeDue(EndpointKey key, String why) {
        LOG.warn(
                "waiting deliveries not made due; channel={} recipient={} cause={}",
                key.channel(),
                key.recipient(),
                why);
    }
}
