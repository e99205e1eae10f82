package dev.tidings.engine.dispatch;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.retry.RetryPolicies;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives deliveries, one lane per channel. {@link #stop} releases waiting deliveries, lets sends in flight finish
 * within the grace period and commits every known result. The writer, the timer and the store must outlive it.
 */
public final class Dispatcher implements DispatchLanes, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Time after the grace period for interrupted sends and the last commits. */
    private static final Duration INTERRUPT_GRACE = Duration.ofSeconds(2);

    private static final Duration ORPHAN_SCAN_INTERVAL = Duration.ofMinutes(10);

    private final Map<String, Channel> channels;
    private final DispatchPorts ports;
    private final LeaseGrant grant;
    private final DispatchContext context;
    private final ConcurrentSkipListMap<String, Lane> lanes = new ConcurrentSkipListMap<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Object lock = new Object();
    private volatile Map<String, Integer> lanesOfNodes = Map.of();
    private boolean started;
    private boolean stopping;
    private volatile int nodes = 1;

    /**
     * @param channels started channels by name; must outlive the dispatcher
     * @param grant this node's name and lease duration
     */
    public Dispatcher(
            Map<String, Channel> channels,
            DispatchPorts ports,
            RetryPolicies policies,
            DispatchSettings settings,
            LeaseGrant grant,
            DispatchEnvironment environment,
            EngineListener listener) {
        this.channels = Map.copyOf(channels);
        this.ports = ports;
        this.grant = grant;
        FailureTracker failures = new FailureTracker(
                ports.endpoints().store(), settings.health(), environment.clock(), environment.writer(), listener);
        SharedCircuits circuits =
                new SharedCircuits(ports.endpoints().health(), settings.health(), environment, listener);
        EndpointHealth health =
                new EndpointHealth(settings.health(), environment.ticker(), environment.random(), failures, circuits);
        EndpointRates rates = new EndpointRates(ports.endpoints().rates(), settings.health(), environment, () -> nodes);
        this.context = new DispatchContext(
                settings,
                environment,
                new LeaseRenewal(ports.claims(), grant.duration(), environment),
                new TargetResolver(
                        this.channels,
                        ports.endpoints().directory(),
                        health,
                        rates,
                        environment.clock(),
                        ports.suspensions()),
                new DispatchContext.EndpointGuard(health, circuits),
                new DispatchContext.OutcomeHandling(
                        new OutcomeMapper(policies, environment.random(), environment.clock()),
                        new CompletionQueue(ports.completions(), settings.completionBatch(), environment, listener),
                        () -> lanes.values().forEach(Lane::wake)),
                listener);
        this.channels.keySet().forEach(channel -> lanes.put(channel, newLane(channel)));
    }

    private Lane newLane(String channel) {
        return new Lane(
                channel, channels.get(channel), context.settings().lanes().of(channel), context, ports.claims(), grant);
    }

    /** Starts claiming, including deliveries that earlier runs left behind. */
    public void start() {
        synchronized (lock) {
            if (started) {
                throw new IllegalStateException("the dispatcher was already started");
            }
            started = true;
        }
        context.leases().start();
        context.circuits().start();
        lanes.values().forEach(Lane::start);
        scanForOrphans();
    }

    private void scanForOrphans() {
        if (running()) {
            try {
                context.environment().writer().execute(this::adoptOrphans);
            } catch (RejectedExecutionException closed) {
                return;
            }
            context.environment().timer().after(ORPHAN_SCAN_INTERVAL, this::scanForOrphans);
        }
    }

    /**
     * Deliveries of channels that this server no longer has become dead with that reason, instead of waiting forever.
     */
    private void adoptOrphans() {
        try {
            for (Backlog backlog : ports.queries().backlog(1)) {
                if (backlog.waiting() > 0 && !servedElsewhere(backlog.channel())) {
                    var _ = laneOrOrphan(backlog.channel());
                }
            }
        } catch (StoreUnavailable unavailable) {
            LOG.debug("scan for unknown channels skipped during a store outage");
        } catch (RuntimeException | Error failed) {
            LOG.warn("scan for unknown channels failed", failed);
        }
    }

    /** Another node may have a channel that this one lacks: a newer release or another configuration. */
    private boolean servedElsewhere(String channel) {
        return !lanes.containsKey(channel) && lanesOfNodes.containsKey(channel);
    }

    private Lane laneOrOrphan(String channel) {
        Lane known = lanes.get(channel);
        if (known != null) {
            return known;
        }
        Lane lane;
        synchronized (lock) {
            known = lanes.get(channel);
            if (known != null) {
                return known;
            }
            lane = newLane(channel);
            lanes.put(channel, lane);
        }
        LOG.warn("deliveries for unknown channel '{}' will be marked dead", channel);
        lane.start();
        return lane;
    }

    /** Begins to stop; the future completes when stopped. Idempotent. */
    public CompletableFuture<Void> drain() {
        synchronized (lock) {
            if (stopping) {
                return stopped;
            }
            stopping = true;
        }
        CompletableFuture<?>[] draining =
                lanes.values().stream().map(Lane::drain).toArray(CompletableFuture<?>[]::new);
        var _ = CompletableFuture.allOf(draining).thenRun(this::end);
        context.environment().timer().after(context.settings().grace(), this::interruptSends);
        return stopped;
    }

    private void interruptSends() {
        if (!stopped.isDone()) {
            context.leases().held().forEach(Execution::interrupt);
            context.environment().timer().after(INTERRUPT_GRACE, this::end);
        }
    }

    private void end() {
        context.leases().stop();
        context.circuits().stop();
        int left = context.leases().held().size();
        if (stopped.complete(null) && left > 0) {
            LOG.warn("stopped with {} sends still running; their leases will expire", left);
        }
    }

    /** Stops and waits; returns at once when already stopped or never started. */
    public void stop() {
        Duration timeout = context.settings().grace().plus(INTERRUPT_GRACE).plus(INTERRUPT_GRACE);
        try {
            drain().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            LOG.warn("dispatcher did not stop within {}", timeout);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            LOG.warn("dispatcher stopped with an error", failed);
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Returns whether it was started and not stopped. */
    public boolean running() {
        synchronized (lock) {
            return started && !stopping;
        }
    }

    /** @param living including this node */
    @Override
    public void share(int living, Map<String, Integer> withLane) {
        nodes = living;
        lanesOfNodes = Map.copyOf(withLane);
        lanes.forEach((channel, lane) -> lane.share(withLane.getOrDefault(channel, 1)));
    }

    /** Returns the number of living nodes that dispatch, including this one. */
    public int nodes() {
        return nodes;
    }

    /** Wakes a channel's lane because another node made a delivery due; ignores channels that only other nodes have. */
    public void wakeKnown(String channel) {
        if (lanes.containsKey(channel)) {
            wake(channel);
        }
    }

    @Override
    public void unblock(TargetKey key) {
        context.health().unblock(key);
    }

    @Override
    public Duration propagationDelay() {
        return nodes <= 1 ? Duration.ZERO : context.settings().health().propagationDelay();
    }

    @Override
    public int blocked(String channel, EndpointCircuit.Reason reason) {
        return context.circuits().endpoints(channel, reason);
    }

    @Override
    public int blockedProviders(String channel) {
        return context.circuits().providers(channel);
    }

    @Override
    public List<LaneState> lanes() {
        return lanes.values().stream().map(Lane::state).toList();
    }

    @Override
    public boolean keepsOrder(String channel) {
        Channel known = channels.get(channel);
        return known != null && known.keepsOrder();
    }

    @Override
    public Reservation reserve(TargetKey target) {
        Lane lane = running() ? lanes.get(target.channel()) : null;
        return lane == null ? Reservation.FULL : lane.reserve(target);
    }

    @Override
    public void release(TargetKey target) {
        Lane lane = lanes.get(target.channel());
        if (lane != null) {
            lane.release(target);
        }
    }

    @Override
    public void handOff(LeasedDelivery leased) {
        Lane lane = lanes.get(leased.channel());
        if (lane != null) {
            lane.arrive(leased, context.environment().ticker().nanos());
        }
    }

    @Override
    public void wake(String channel) {
        if (running()) {
            laneOrOrphan(channel).wake();
        }
    }

    @Override
    public void wake(String channel, String tenant) {
        if (running()) {
            laneOrOrphan(channel).wake(tenant);
        }
    }
}
