package dev.tidings.engine.dispatch;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.HandOver;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.LocalEndpointHealth;
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
 * Drives deliveries, a lane a channel. Started once, stopped once: {@link #stop} gives back what waits, lets what is in
 * flight finish within the grace, commits every end it knows of and returns. The executor of writes, the timer and the
 * store must outlive it.
 */
public final class Dispatcher implements HandOver, LocalEndpointHealth, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** How long after the grace interrupted sends and the last commits may take. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private static final Duration ORPHANS_EVERY = Duration.ofMinutes(10);

    private final Map<String, Channel> channels;
    private final DispatchPorts ports;
    private final LeaseGrant grant;
    private final Engine engine;
    private final ConcurrentSkipListMap<String, Lane> lanes = new ConcurrentSkipListMap<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Object lock = new Object();
    private volatile Map<String, Integer> lanesOfNodes = Map.of();
    private boolean started;
    private boolean stopping;
    private volatile int nodes = 1;

    /**
     * @param channels by name, started; they must outlive the dispatcher
     * @param grant this node's name and the duration of its leases
     */
    public Dispatcher(
            Map<String, Channel> channels,
            DispatchPorts ports,
            RetryPolicies policies,
            DispatchSettings settings,
            LeaseGrant grant,
            Environment environment,
            EngineListener listener) {
        this.channels = Map.copyOf(channels);
        this.ports = ports;
        this.grant = grant;
        FailureTracker streaks = new FailureTracker(
                ports.endpoints(), settings.health(), environment.clock(), environment.writer(), listener);
        SharedCircuits troubles = new SharedCircuits(ports.health(), settings.health(), environment, listener);
        EndpointHealth health =
                new EndpointHealth(settings.health(), environment.ticker(), environment.random(), streaks, troubles);
        EndpointRates rates = new EndpointRates(ports.rates(), settings.health(), environment, () -> nodes);
        this.engine = new Engine(
                settings,
                environment,
                new LeaseRenewal(ports.claims(), grant.duration(), environment),
                new TargetResolver(this.channels, ports.directory(), health, rates, environment.clock()),
                health,
                troubles,
                new OutcomeMapper(policies, environment.random(), environment.clock()),
                new CompletionQueue(ports.completions(), settings.completionBatch(), environment, listener),
                listener);
        this.channels.keySet().forEach(channel -> lanes.put(channel, newLane(channel)));
    }

    private Lane newLane(String channel) {
        return new Lane(channel, channels.get(channel), engine.settings().lane(channel), engine, ports.claims(), grant);
    }

    /** Begins to claim: what other runs left behind as much as what is due. */
    public void start() {
        synchronized (lock) {
            if (started) {
                throw new IllegalStateException("the dispatcher was started before");
            }
            started = true;
        }
        engine.leases().start();
        engine.troubles().start();
        lanes.values().forEach(Lane::start);
        lookForOrphans();
    }

    private void lookForOrphans() {
        if (running()) {
            try {
                engine.environment().writer().execute(this::adoptOrphans);
            } catch (RejectedExecutionException closed) {
                return;
            }
            engine.environment().timer().after(ORPHANS_EVERY, this::lookForOrphans);
        }
    }

    /** Deliveries of channels that this server no longer has end as dead, which says so, instead of waiting forever. */
    private void adoptOrphans() {
        try {
            for (Backlog backlog : ports.queries().backlog()) {
                if (backlog.waiting() > 0 && !servedElsewhere(backlog.channel())) {
                    var _ = laneOrOrphan(backlog.channel());
                }
            }
        } catch (StoreUnavailable away) {
            LOG.debug("deliveries of unknown channels are looked for after the outage");
        } catch (RuntimeException | Error failed) {
            LOG.warn("could not look for deliveries of unknown channels", failed);
        }
    }

    /** Another node may have a channel that this one lacks: one that is newer, or configured otherwise. */
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
        LOG.warn("there are deliveries of the unknown channel '{}'; they will be dead", channel);
        lane.start();
        return lane;
    }

    /** Begins to stop; the future ends when it has. The first call counts. */
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
        engine.environment().timer().after(engine.settings().grace(), this::cutShort);
        return stopped;
    }

    private void cutShort() {
        if (!stopped.isDone()) {
            engine.leases().held().forEach(Execution::interrupt);
            engine.environment().timer().after(SETTLING, this::end);
        }
    }

    private void end() {
        engine.leases().stop();
        engine.troubles().stop();
        int left = engine.leases().held().size();
        if (stopped.complete(null) && left > 0) {
            LOG.warn("{} sends did not end in time; their leases will lapse", left);
        }
    }

    /** Stops and waits until it has; again, or before a start, it returns at once. */
    public void stop() {
        Duration patience = engine.settings().grace().plus(SETTLING).plus(SETTLING);
        try {
            drain().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            LOG.warn("the dispatcher did not stop within {}", patience);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            LOG.warn("the dispatcher did not stop well", failed);
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Whether it was started and not stopped. */
    public boolean running() {
        synchronized (lock) {
            return started && !stopping;
        }
    }

    /**
     * What is limited for all nodes together is divided anew.
     *
     * @param living how many nodes there are, this one among them
     * @param withLane how many of them have the lane of a channel
     */
    public void share(int living, Map<String, Integer> withLane) {
        nodes = living;
        lanesOfNodes = Map.copyOf(withLane);
        lanes.forEach((channel, lane) -> lane.share(withLane.getOrDefault(channel, 1)));
    }

    /** Another node has made something due; a channel that only others have is left to them. */
    public void wakeKnown(String channel) {
        if (lanes.containsKey(channel)) {
            wake(channel);
        }
    }

    @Override
    public void unblock(EndpointKey key) {
        engine.health().unblock(key);
    }

    @Override
    public Duration settling() {
        return nodes <= 1 ? Duration.ZERO : engine.settings().health().settling();
    }

    @Override
    public int blocked(String channel, EndpointCircuit.Reason reason) {
        return engine.troubles().count(channel, reason);
    }

    /** Each lane at a glance, by channel. */
    public List<LaneState> lanes() {
        return lanes.values().stream().map(Lane::state).toList();
    }

    @Override
    public boolean keepsOrder(String channel) {
        Channel known = channels.get(channel);
        return known != null && known.keepsOrder();
    }

    @Override
    public Room reserve(EndpointKey endpoint) {
        Lane lane = running() ? lanes.get(endpoint.channel()) : null;
        return lane == null ? Room.FULL : lane.reserve(endpoint);
    }

    @Override
    public void release(EndpointKey endpoint) {
        Lane lane = lanes.get(endpoint.channel());
        if (lane != null) {
            lane.release(endpoint);
        }
    }

    @Override
    public void handOver(LeasedDelivery leased) {
        Lane lane = lanes.get(leased.channel());
        if (lane != null) {
            lane.arrive(leased, engine.environment().ticker().nanos());
        }
    }

    @Override
    public void wake(String channel) {
        if (running()) {
            laneOrOrphan(channel).wake();
        }
    }
}
