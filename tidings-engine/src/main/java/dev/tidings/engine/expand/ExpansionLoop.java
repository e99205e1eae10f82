package dev.tidings.engine.expand;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.ExpansionSlice;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.LeasedExpansion;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.engine.accept.AcceptEnvironment;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.engine.accept.DeliveryHandOff;
import dev.tidings.engine.dispatch.DelayedExecutor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Expands one slice after the other, on a writer thread. Each slice is a task of its own, so that commits of other
 * intents come in between. The next slice waits until the lanes have sent most of what is due, so that new intents never
 * queue behind more than about one slice, and in proportion to the time that the last one took.
 */
public final class ExpansionLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ExpansionLoop.class);

    /** A slice is inserted after this time even if other work keeps the lanes full. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final Duration FULL_LANES = Duration.ofMillis(20);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final ExpansionStore store;
    private final SliceRouting routing;
    private final DeliveryHandOff handOff;
    private final ExpansionSettings settings;
    private final AcceptEnvironment environment;
    private final DelayedExecutor timer;
    private final EngineListener listener;

    // Used by one task at a time.
    private @Nullable LeasedExpansion held;
    private Set<String> channels = Set.of();
    private long lastSliceNanos;

    private boolean working;
    private boolean wanted;
    private boolean armed;
    private boolean stopped;

    /** @param lanes receive the deliveries */
    public ExpansionLoop(
            ExpansionStore store,
            AcceptRules rules,
            HandOff lanes,
            ExpansionSettings settings,
            AcceptEnvironment environment,
            DelayedExecutor timer,
            EngineListener listener) {
        this.store = store;
        this.routing = new SliceRouting(rules, lanes, environment.ids());
        this.handOff = new DeliveryHandOff(lanes, listener);
        this.settings = settings;
        this.environment = environment;
        this.timer = timer;
        this.listener = listener;
    }

    public void start() {
        wake();
        timer.after(POLL, this::poll);
    }

    /** Starts no other slice. An expansion under this node's lease goes on elsewhere when the lease lapses. */
    public synchronized void stop() {
        stopped = true;
    }

    /** Signals that an expansion waits. */
    public void wake() {
        synchronized (this) {
            if (stopped) {
                return;
            }
            if (working) {
                wanted = true;
                return;
            }
            working = true;
            wanted = false;
        }
        try {
            environment.writer().execute(this::work);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("expansions stop with the server");
        }
    }

    /** Finds the expansions of other nodes. */
    private void poll() {
        synchronized (this) {
            if (stopped) {
                return;
            }
        }
        wake();
        timer.after(POLL, this::poll);
    }

    private void work() {
        @Nullable Duration next;
        try {
            next = step();
        } catch (StoreUnavailable away) {
            LOG.debug("expansions wait during an outage of the store");
            held = null;
            next = RETRY;
        } catch (RuntimeException | Error failed) {
            LOG.warn("expansion failed; retrying", failed);
            held = null;
            next = RETRY;
        }
        boolean again;
        synchronized (this) {
            working = false;
            again = wanted || (next != null && next.isZero());
        }
        if (again) {
            wake();
        } else if (next != null) {
            later(next);
        }
    }

    private void later(Duration delay) {
        synchronized (this) {
            if (armed) {
                return;
            }
            armed = true;
        }
        timer.after(delay, () -> {
            synchronized (this) {
                armed = false;
            }
            wake();
        });
    }

    /** Returns when to continue; null if nothing is left to do. */
    private @Nullable Duration step() {
        LeasedExpansion leased = held;
        if (leased == null) {
            leased = store.claim(environment.tokens().get(), settings.lease()).orElse(null);
            if (leased == null) {
                return null;
            }
        }
        if (lanesAreFull()) {
            held = leased;
            return FULL_LANES;
        }
        held = null;
        long begun = environment.ticker().nanos();
        held = expand(leased);
        return Duration.ofNanos(environment.ticker().nanos() - begun).multipliedBy(settings.pause());
    }

    private boolean lanesAreFull() {
        return !channels.isEmpty()
                && environment.ticker().nanos() - lastSliceNanos < LONGEST_WAIT.toNanos()
                && store.due(channels, settings.mostDue()) >= settings.mostDue();
    }

    /** Returns the expansion while this node holds it. */
    private @Nullable LeasedExpansion expand(LeasedExpansion leased) {
        long begun = environment.ticker().nanos();
        ExpansionSlice slice = store.slice(leased, settings.slice());
        Acceptance routed = routing.route(leased, slice, environment.clock().instant());
        ExpansionStore.Advance advance =
                store.advance(leased, slice, routed, settings.lease()).orElse(null);
        lastSliceNanos = environment.ticker().nanos();
        if (advance == null) {
            LOG.debug(
                    "expansion was canceled or taken over; notification_id={}",
                    leased.notification().id());
            return null;
        }
        channels = routed.deliveries().stream()
                .filter(delivery -> delivery.status() == DeliveryStatus.PENDING)
                .map(NewDelivery::channel)
                .collect(Collectors.toUnmodifiableSet());
        listener.committed("expand", routed.deliveries().size(), Duration.ofNanos(lastSliceNanos - begun));
        handOff.handOff(routed, advance.inserted());
        return advance.held() ? leased.after(slice) : null;
    }
}
