package dev.tidings.push.gateway;

import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.EventLog.Follower;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.Position;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.GatewayListener;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tenant's events within the window, and its subscriptions. Joining and appending share a lock, so a replay
 * joins live events without gaps or duplicates. Taking events does not need the lock.
 */
final class TenantEvents {
    private static final Logger LOG = LoggerFactory.getLogger(TenantEvents.class);
    private static final long MAX_SKEW_MILLIS = 60_000;

    private final String tenant;
    private final HubSettings settings;
    private final @Nullable History history;
    private final InstantSource clock;
    private final GatewayListener listener;
    private final Consumer<HubSubscription> onLeft;

    private final ReentrantLock lock = new ReentrantLock();
    private final EventChains chains;
    private final Set<HubSubscription> subscriptions = new HashSet<>();

    TenantEvents(
            String tenant,
            LogPartitions partitions,
            HubSettings settings,
            @Nullable History history,
            InstantSource clock,
            GatewayListener listener,
            Consumer<HubSubscription> onLeft) {
        this.tenant = tenant;
        this.settings = settings;
        this.history = history;
        this.clock = clock;
        this.listener = listener;
        this.onLeft = onLeft;
        this.chains = new EventChains(partitions, settings.window());
    }

    /** Returns the partitions that the subscription needs and that nobody has begun to follow; each is returned once. */
    List<Integer> unfollowed(SubscriptionSpec wanted) {
        return locked(() -> {
            List<Integer> unfollowed = new ArrayList<>();
            for (PartitionState part : chains.partitions(wanted.recipient())) {
                if (!part.followed) {
                    part.followed = true;
                    unfollowed.add(chains.index(part));
                }
            }
            return unfollowed;
        });
    }

    Follower follower(int partition) {
        return new PartitionFollower(partition);
    }

    // Called by the log.

    private final class PartitionFollower implements Follower {
        private final int number;
        private final PartitionState part;

        PartitionFollower(int number) {
            this.number = number;
            this.part = chains.partition(number);
        }

        @Override
        public void begin(Position beginning, List<LogEntry> present) {
            WakeupQueue wakeups = new WakeupQueue();
            locked(() -> {
                LOG.info("following the event log; tenant={} partition={} position={}", tenant, number, beginning);
                boolean first = !part.begun;
                chains.begin(part, beginning, present, wakeups);
                if (first) {
                    openWaiting(part, wakeups);
                }
            });
            wakeups.run();
        }

        @Override
        public void appended(List<LogEntry> entries) {
            WakeupQueue wakeups = new WakeupQueue();
            List<HubSubscription> slow = new ArrayList<>();
            locked(() -> {
                Set<Topic> touched = new HashSet<>();
                touched.add(chains.topic(null));
                for (LogEntry entry : entries) {
                    Topic topic = chains.append(part, entry);
                    if (topic != null) {
                        touched.add(topic);
                    }
                }
                chains.trim(clock.millis());
                touched.forEach(topic -> topic.wakeListeners(wakeups, slow));
            });
            listener.followed(entries.size());
            wakeups.run();
            slow.forEach(subscription -> subscription.end(Frame.End.SLOW));
        }

        @Override
        public void unavailable(String why) {
            LOG.warn("event log unavailable; tenant={} partition={} cause={}", tenant, number, why);
            becomeLive(part, false);
        }

        @Override
        public void live() {
            becomeLive(part, true);
        }
    }

    private void openWaiting(PartitionState part, WakeupQueue wakeups) {
        for (HubSubscription subscription : subscriptions) {
            if (reads(subscription, part) && begun(subscription)) {
                open(subscription, wakeups);
            }
        }
    }

    private void becomeLive(PartitionState part, boolean now) {
        WakeupQueue wakeups = new WakeupQueue();
        List<HubSubscription> unstarted = new ArrayList<>();
        locked(() -> {
            part.live = now;
            for (HubSubscription subscription : subscriptions) {
                if (!reads(subscription, part)) {
                    continue;
                }
                if (hasNoStart(subscription)) {
                    unstarted.add(subscription);
                } else {
                    subscription.wake(wakeups);
                }
            }
        });
        wakeups.run();
        unstarted.forEach(subscription -> subscription.end(Frame.End.UNAVAILABLE));
    }

    private List<PartitionState> read(HubSubscription subscription) {
        return chains.partitions(subscription.wanted().recipient());
    }

    private boolean reads(HubSubscription subscription, PartitionState part) {
        return read(subscription).contains(part);
    }

    private boolean begun(HubSubscription subscription) {
        return read(subscription).stream().allMatch(part -> part.begun);
    }

    /**
     * Whether the subscription wants new events only while the start of the log is unknown. Opening it later
     * would skip the events that were appended in the meantime.
     */
    private boolean hasNoStart(HubSubscription subscription) {
        return subscription.position() == null && !begun(subscription) && !isLive(subscription);
    }

    // Called by subscriptions.

    void join(HubSubscription subscription) {
        WakeupQueue wakeups = new WakeupQueue();
        boolean refused = locked(() -> {
            subscriptions.add(subscription);
            if (begun(subscription)) {
                open(subscription, wakeups);
            } else {
                subscription.joinedMillis = clock.millis();
                if (!isLive(subscription)) {
                    subscription.wake(wakeups);
                }
            }
            return hasNoStart(subscription);
        });
        listener.subscribed(subscription.wanted().transport());
        if (refused) {
            subscription.end(Frame.End.UNAVAILABLE);
        } else {
            wakeups.run();
        }
    }

    /** Opens the subscription again after its chain ended. */
    void reopen(HubSubscription subscription) {
        WakeupQueue wakeups = new WakeupQueue();
        locked(() -> {
            if (subscriptions.contains(subscription)) {
                open(subscription, wakeups);
            }
        });
        wakeups.run();
    }

    void left(HubSubscription subscription, String reason) {
        boolean was = locked(() -> {
            chains.leave(subscription);
            return subscriptions.remove(subscription);
        });
        if (was) {
            listener.unsubscribed(subscription.wanted().transport(), reason);
            onLeft.accept(subscription);
        }
    }

    private void open(HubSubscription subscription, WakeupQueue wakeups) {
        chains.trim(clock.millis());
        String recipient = subscription.wanted().recipient();
        Topic topic = chains.topic(recipient);
        topic.add(subscription);
        Cursor known = subscription.position();
        Cursor cursor =
                known == null ? chains.before(recipient, subscription.joinedMillis) : chains.fit(known, recipient);
        if (cursor == null) {
            subscription.open(Frame.Start.RESET, chains.head(recipient), topic.last(), 0, wakeups);
        } else if (known == null || chains.inWindow(cursor, recipient, plausible(cursor))) {
            ChainLink link = topic.at(cursor);
            Frame.Start start = known == null ? Frame.Start.FRESH : Frame.Start.RECOVERED;
            subscription.open(start, cursor, link, topic.last().bytes - link.bytes, wakeups);
        } else if (history != null && plausible(cursor)) {
            ChainLink link = topic.anchor();
            subscription.await(link, topic.last().bytes - link.bytes);
            Cursor until = chains.floor(recipient);
            wakeups.then(() -> ask(history, subscription, cursor, until));
        } else {
            subscription.open(Frame.Start.RESET, chains.head(recipient), topic.last(), 0, wakeups);
        }
    }

    private void ask(History of, HubSubscription subscription, Cursor cursor, Cursor until) {
        String recipient = subscription.wanted().recipient();
        var _ = of.behind(tenant, recipient, cursor, until).whenComplete((pages, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "event history read failed; tenant={} recipient={}",
                        tenant,
                        recipient == null ? "all" : recipient,
                        failure);
                if (isTemporary(failure)) {
                    subscription.end(Frame.End.UNAVAILABLE);
                } else {
                    reset(subscription);
                }
            } else if (pages != null) {
                subscription.replay(cursor, pages);
            } else {
                reset(subscription);
            }
        });
    }

    /** Whether the failure is temporary. */
    static boolean isTemporary(@Nullable Throwable failure) {
        Throwable cause = failure == null ? null : Cause.of(failure);
        return cause instanceof StoreUnavailable || cause instanceof RejectedExecutionException;
    }

    /** Continues from the head and tells the subscriber that events may be missing. */
    void reset(HubSubscription subscription) {
        String recipient = subscription.wanted().recipient();
        WakeupQueue wakeups = new WakeupQueue();
        locked(() -> {
            if (subscriptions.contains(subscription)) {
                Topic topic = chains.topic(recipient);
                topic.remove(subscription);
                topic.add(subscription);
                subscription.abandonReplay(chains.head(recipient), topic.last(), wakeups);
            }
        });
        wakeups.run();
    }

    /** Another node may have issued the cursor and be ahead of this one, but not far in the future. */
    private boolean plausible(Cursor cursor) {
        long limit = clock.millis() + MAX_SKEW_MILLIS;
        return cursor.positions().stream().allMatch(position -> position.millis() < limit);
    }

    // Queries.

    boolean isLive(HubSubscription subscription) {
        return chains.isLive(subscription.wanted().recipient());
    }

    long subscriberBytes(SubscriptionSpec wanted) {
        return wanted.recipient() == null ? settings.gatewayBytes() : settings.subscriberBytes();
    }

    void delivered(HubSubscription subscription, int events) {
        listener.delivered(subscription.wanted().transport(), events);
    }

    void opened(HubSubscription subscription, String start) {
        listener.opened(subscription.wanted().transport(), start);
    }

    List<HubSubscription> subscriptions() {
        return locked(() -> List.copyOf(subscriptions));
    }

    /** The number of subscriptions per recipient. */
    Map<String, Integer> listening() {
        return locked(chains::listening);
    }

    int listeningToAll() {
        return locked(chains::listeningToAll);
    }

    boolean listensTo(String recipient) {
        return locked(() -> chains.listensTo(recipient));
    }

    private void locked(Runnable action) {
        locked(() -> {
            action.run();
            return true;
        });
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
