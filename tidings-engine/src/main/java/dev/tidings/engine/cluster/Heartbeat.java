package dev.tidings.engine.cluster;

import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.node.NodeState;
import dev.tidings.core.store.NodeStore;
import dev.tidings.core.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends this node's heartbeat every {@link Node#BEAT} and then reads the other nodes. */
public final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final NodeStore store;
    private final NodeBeat self;
    private final Supplier<List<NodeLane>> lanes;
    private final Consumer<Membership> listener;
    private final InstantSource clock;
    private final Executor writer;
    private final BiConsumer<Duration, Runnable> timer;

    /**
     * Requested heartbeats that have not finished. One runs at a time, so that an older list of nodes never overwrites
     * a newer one.
     */
    private final AtomicInteger beats = new AtomicInteger();

    /** Instances that share this node's name and were warned about; used only by the running heartbeat. */
    private final Set<String> warnedInstances = new HashSet<>();

    private final CountDownLatch firstRead = new CountDownLatch(1);
    private volatile Membership membership = Membership.ALONE;
    private volatile boolean draining;
    private volatile boolean stopped;

    /**
     * @param self this node's constant data
     * @param lanes supplies its current lanes
     * @param listener receives the membership after every heartbeat, on a writer thread
     * @param clock the store's clock
     * @param timer runs tasks later
     */
    public Heartbeat(
            NodeStore store,
            NodeBeat self,
            Supplier<List<NodeLane>> lanes,
            Consumer<Membership> listener,
            InstantSource clock,
            Executor writer,
            BiConsumer<Duration, Runnable> timer) {
        this.store = store;
        this.self = self;
        this.lanes = lanes;
        this.listener = listener;
        this.clock = clock;
        this.writer = writer;
        this.timer = timer;
    }

    public void start() {
        if (!stopped) {
            beatSoon();
            timer.accept(Node.BEAT, this::start);
        }
    }

    /** Waits until this node knows the other nodes, up to a timeout. */
    public void awaitFirst() {
        try {
            if (!firstRead.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("no heartbeat completed at the start");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void beatSoon() {
        if (beats.getAndIncrement() == 0) {
            execute();
        }
    }

    private void execute() {
        try {
            writer.execute(this::beats);
        } catch (RejectedExecutionException closed) {
            stopped = true;
        }
    }

    private void beats() {
        int served = beats.get();
        try {
            beat();
        } finally {
            if (beats.addAndGet(-served) > 0) {
                execute();
            }
        }
    }

    private void beat() {
        if (stopped) {
            return;
        }
        try {
            store.beat(new NodeBeat(
                    self.instance(), self.name(), self.version(), self.address(), draining, self.roles(), lanes.get()));
            update(store.nodes());
        } catch (StoreUnavailable unavailable) {
            LOG.debug("heartbeat skipped during a store outage");
        } catch (RuntimeException | Error failed) {
            LOG.warn("heartbeat failed; retrying", failed);
        }
    }

    private void update(List<Node> nodes) {
        Instant now = clock.instant();
        membership = Membership.of(nodes, now);
        listener.accept(membership);
        firstRead.countDown();
        nodes.stream()
                .filter(node -> node.beat().instance().equals(self.instance()))
                .findFirst()
                .ifPresent(me -> warnOfDuplicateNames(me, nodes, now));
    }

    /** An instance seen after this node started is not an earlier run of it. */
    private void warnOfDuplicateNames(Node me, List<Node> nodes, Instant now) {
        for (Node other : nodes) {
            NodeBeat beat = other.beat();
            if (beat.name().equals(self.name())
                    && !beat.instance().equals(self.instance())
                    && other.stateAt(now) != NodeState.GONE
                    && other.lastSeenAt().isAfter(me.startedAt())
                    && warnedInstances.add(beat.instance())) {
                LOG.warn(
                        "duplicate node name name={} other_instance={} other_address={}; deliveries are not affected,"
                                + " but set a unique dispatch.node on each server",
                        self.name(),
                        beat.instance(),
                        beat.address());
            }
        }
    }

    /** Returns the nodes as of the last heartbeat. */
    public Membership membership() {
        return membership;
    }

    /** Announces that this node accepts no more work. */
    public void drain() {
        draining = true;
        beatSoon();
    }

    /** Announces that this node leaves, and waits briefly; otherwise the others notice the missing heartbeats. */
    public void leave() {
        stopped = true;
        try {
            CompletableFuture.runAsync(() -> store.leave(self.instance()), writer)
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException failed) {
            LOG.debug("leaving the cluster was not recorded", failed);
        }
    }
}
