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

/** Says every {@link Node#BEAT} that this node lives, and then looks who else does. */
public final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final NodeStore store;
    private final NodeBeat self;
    private final Supplier<List<NodeLane>> lanes;
    private final Consumer<Membership> listener;
    private final InstantSource clock;
    private final Executor writer;
    private final BiConsumer<Duration, Runnable> timer;

    /** How many beats were asked for that have not ended: one runs at a time, so that no older list of nodes comes last. */
    private final AtomicInteger beats = new AtomicInteger();

    /** Others under this node's name that were warned of; of the beat that runs. */
    private final Set<String> warnedOf = new HashSet<>();

    private final CountDownLatch heard = new CountDownLatch(1);
    private volatile Membership membership = Membership.ALONE;
    private volatile boolean draining;
    private volatile boolean stopped;

    /**
     * @param self what does not change of this node
     * @param lanes what does
     * @param listener hears at every beat among how many to divide, on a thread that writes
     * @param clock the store's
     * @param timer runs what is to happen later
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

    /** Waits until this node knows who else lives, unless the store does not answer for too long. */
    public void awaitFirst() {
        try {
            if (!heard.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("no beat was heard at the start");
            }
        } catch (InterruptedException hurried) {
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
            store.beat(
                    new NodeBeat(self.instance(), self.name(), self.version(), self.address(), draining, lanes.get()));
            heed(store.nodes());
        } catch (StoreUnavailable away) {
            LOG.debug("no beat during an outage");
        } catch (RuntimeException | Error failed) {
            LOG.warn("could not say that this node lives; trying again", failed);
        }
    }

    private void heed(List<Node> nodes) {
        Instant now = clock.instant();
        membership = Membership.of(nodes, now);
        listener.accept(membership);
        heard.countDown();
        nodes.stream()
                .filter(node -> node.beat().instance().equals(self.instance()))
                .findFirst()
                .ifPresent(me -> warnOfNamesakes(me, nodes, now));
    }

    /** One that was heard of since this node began is no former run of it. */
    private void warnOfNamesakes(Node me, List<Node> nodes, Instant now) {
        for (Node other : nodes) {
            NodeBeat beat = other.beat();
            if (beat.name().equals(self.name())
                    && !beat.instance().equals(self.instance())
                    && other.stateAt(now) != NodeState.GONE
                    && other.lastSeenAt().isAfter(me.startedAt())
                    && warnedOf.add(beat.instance())) {
                LOG.warn(
                        "another process lives under this node's name '{}': instance {} at {}. Nothing is lost by it,"
                                + " but nobody can tell them apart; give each a name of its own (dispatch.node)",
                        self.name(),
                        beat.instance(),
                        beat.address());
            }
        }
    }

    /** Who lives, as far as this node has heard. */
    public Membership membership() {
        return membership;
    }

    /** Lets the others know that this node takes no more. */
    public void drain() {
        draining = true;
        beatSoon();
    }

    /** Says goodbye and waits a little until it is heard; without it the others notice the silence. */
    public void leave() {
        stopped = true;
        try {
            CompletableFuture.runAsync(() -> store.leave(self.instance()), writer)
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException unheard) {
            LOG.debug("nobody heard the goodbye", unheard);
        }
    }
}
