package dev.tidings.admin;

import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.NewBulkRun;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.LocalEndpointHealth;
import dev.tidings.core.store.BulkRunStore;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.QueryStore;
import dev.tidings.http.Failures;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unblocks an endpoint after it was fixed: clears its Retry-After pause, open circuit and failure count on all
 * nodes. Then starts the bulk run that makes its waiting deliveries due.
 */
public final class EndpointRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointRecovery.class);

    /** Deliveries that are being sent may start to wait. */
    private static final Set<DeliveryStatus> OPEN =
            Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED, DeliveryStatus.SENDING);

    private final EndpointStore endpoints;
    private final EndpointHealthStore health;
    private final LocalEndpointHealth local;
    private final QueryStore query;
    private final AdminEnvironment environment;

    public EndpointRecovery(
            EndpointStore endpoints,
            EndpointHealthStore health,
            LocalEndpointHealth local,
            QueryStore query,
            AdminEnvironment environment) {
        this.endpoints = endpoints;
        this.health = health;
        this.local = local;
        this.query = query;
        this.environment = environment;
    }

    /**
     * Starts the recovery. The future completes with the number of deliveries that wait for the endpoint, when
     * those are about to become due; with 0 if its owner disabled or paused it.
     */
    CompletableFuture<Integer> begin(Endpoint endpoint) {
        return environment.stores().write(() -> unblock(endpoint)).thenCompose(fixedAt -> {
            if (!endpoint.enabled() || endpoint.pausedAt(fixedAt)) {
                return CompletableFuture.completedFuture(0);
            }
            return new DeliveryCount(
                            query,
                            environment.stores(),
                            UnblockRuns.deliveriesOf(endpoint, OPEN),
                            FilteredRuns.MOST_COUNTED)
                    .count()
                    .thenCompose(waiting ->
                            waiting == 0 ? CompletableFuture.completedFuture(0) : start(endpoint, fixedAt, waiting))
                    .exceptionally(failure -> {
                        // The endpoint is unblocked regardless.
                        notMadeDue(endpoint.key(), Failures.problem(failure).message());
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

    /** Returns the time of the fix. */
    private Instant unblock(Endpoint endpoint) {
        health.unblock(endpoint.target());
        // Writes only if failures are recorded.
        endpoints.recordSuccess(endpoint.key());
        local.unblock(endpoint.target());
        return environment.clock().instant();
    }

    private CompletableFuture<Integer> start(Endpoint endpoint, Instant fixedAt, int waiting) {
        NewBulkRun run = new NewBulkRun(
                BulkRun.PREFIX + environment.ids().next(fixedAt),
                endpoint.key().tenant(),
                UnblockRuns.NAME,
                new UnblockRequest(endpoint.id(), fixedAt).json(),
                NewBulkRun.BY_SERVER,
                waiting,
                null);
        return environment.bulk().start(run, BulkRunStore.Room.OF_SERVER).thenApply(begun -> waiting);
    }

    private static void notMadeDue(EndpointKey key, String why) {
        LOG.warn(
                "waiting deliveries not made due, use tidings retry-now; channel={} recipient={} cause={}",
                key.channel(),
                key.recipient(),
                why);
    }
}
