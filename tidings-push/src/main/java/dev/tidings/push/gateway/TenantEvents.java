package dev.tidings.push.gateway;

import dev.tidings.core.event.EventLog.Follower;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.Window;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.GatewayListener;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
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
final class TenantEvents implements Follower {
    private static final Logger LOG = LoggerFactory.getLogger(TenantEvents.class);

    /** How many of the newest events keep their cached encodings. */
    private static final int CACHED = 1_000;

    private static final long MAX_SKEW_MILLIS = 60_000;

    private final String tenant;
    private final HubSettings settings;
    private final @Nullable History history;
    private final InstantSource clock;
    private final GatewayListener listener;
    private final Consumer<HubSubscription> onLeft;

    private final ReentrantLock lock = new ReentrantLock();
    private final Window<PublishedEvent> window;
    private final Deque<PublishedEvent> cached = new ArrayDeque<>();
    private final Map<String, Topic> topics = new HashMap<>();
    private final Set<HubSubscription> subscriptions = new HashSet<>();
    private Topic all = new Topic();
    private Position floor = Position.beginning("none");
    private Position head = floor;
    private boolean begun;
    private volatile boolean live = true;

    TenantEvents(
            String tenant,
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
        this.window = new Window<>(
                settings.window(), published -> new LogEntry(published.position(), published.event()), this::evicted);
    }

    // Called by the log.

    @Override
    public void begin(Position beginning, List<LogEntry> present) {
        WakeupQueue wakeups = new WakeupQueue();
        locked(() -> {
            LOG.info("following the event log; tenant={} position={}", tenant, beginning);
            window.clear();
            cached.clear();
            all.cut(wakeups);
            topics.values().forEach(topic -> topic.cut(wakeups));
            topics.clear();
            all = new Topic();
            floor = beginning;
            head = beginning;
            present.forEach(this::add);
            if (!begun) {
                begun = true;
                subscriptions.forEach(subscription -> open(subscription, wakeups));
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
            touched.add(all);
            for (LogEntry entry : entries) {
                touched.add(add(entry));
            }
            window.trim(clock.millis());
            touched.forEach(topic -> topic.wakeListeners(wakeups, slow));
        });
        listener.followed(entries.size());
        wakeups.run();
        slow.forEach(subscription -> subscription.end(Frame.End.SLOW));
    }

    @Override
    public void unavailable(String why) {
        LOG.warn("event log unavailable; tenant={} cause={}", tenant, why);
        becomeLive(false);
    }

    @Override
    public void live() {
        becomeLive(true);
    }

    private void becomeLive(boolean now) {
        WakeupQueue wakeups = new WakeupQueue();
        List<HubSubscription> unstarted = new ArrayList<>();
        locked(() -> {
            live = now;
            for (HubSubscription subscription : subscriptions) {
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

    /**
     * Whether the subscription wants new events only while the start of the log is unknown. Opening it later
     * would skip the events that were appended in the meantime.
     */
    private boolean hasNoStart(HubSubscription subscription) {
        return !begun && !live && subscription.position() == null;
    }

    // Called by subscriptions.

    void join(HubSubscription subscription) {
        WakeupQueue wakeups = new WakeupQueue();
        boolean refused = locked(() -> {
            subscriptions.add(subscription);
            if (begun) {
                open(subscription, wakeups);
            } else {
                subscription.joinedMillis = clock.millis();
                if (!live) {
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
            String recipient = subscription.wanted().recipient();
            Topic topic = recipient == null ? all : topics.get(recipient);
            if (topic != null) {
                topic.remove(subscription);
                dropIfIdle(recipient, topic);
            }
            return subscriptions.remove(subscription);
        });
        if (was) {
            listener.unsubscribed(subscription.wanted().transport(), reason);
            onLeft.accept(subscription);
        }
    }

    private void open(HubSubscription subscription, WakeupQueue wakeups) {
        window.trim(clock.millis());
        String recipient = subscription.wanted().recipient();
        Topic topic = recipient == null ? all : topic(recipient);
        topic.add(subscription);
        Position cursor = subscription.position();
        if (cursor == null) {
            Position from = before(subscription.joinedMillis);
            ChainLink link = topic.at(from);
            subscription.open(Frame.Start.FRESH, from, link, topic.last().bytes - link.bytes, wakeups);
        } else if (inWindow(cursor)) {
            ChainLink link = topic.at(cursor);
            subscription.open(Frame.Start.RECOVERED, cursor, link, topic.last().bytes - link.bytes, wakeups);
        } else if (history != null && plausible(cursor)) {
            ChainLink link = topic.anchor();
            subscription.await(link, topic.last().bytes - link.bytes);
            Position until = floor;
            wakeups.then(() -> ask(history, subscription, recipient, cursor, until));
        } else {
            subscription.open(Frame.Start.RESET, head, topic.last(), 0, wakeups);
        }
    }

    private void ask(
            History of, HubSubscription subscription, @Nullable String recipient, Position cursor, Position until) {
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
                Topic topic = recipient == null ? all : topic(recipient);
                topic.remove(subscription);
                topic.add(subscription);
                subscription.abandonReplay(head, topic.last(), wakeups);
            }
        });
        wakeups.run();
    }

    /** The cursor may be ahead of this node if another node issued it, but not far in the future. */
    private boolean inWindow(Position cursor) {
        return cursor.sameEpoch(floor) && !floor.isAfter(cursor) && (!cursor.isAfter(head) || plausible(cursor));
    }

    /** The position of the last event that was appended before that time. */
    private Position before(long millis) {
        if (head.millis() < millis) {
            return head;
        }
        for (PublishedEvent published : window.newestFirst()) {
            if (published.position().millis() < millis) {
                return published.position();
            }
        }
        return floor;
    }

    private boolean plausible(Position cursor) {
        return cursor.millis() < clock.millis() + MAX_SKEW_MILLIS;
    }

    // Guarded by the lock.

    private Topic topic(String recipient) {
        return topics.computeIfAbsent(recipient, name -> new Topic());
    }

    private Topic add(LogEntry entry) {
        PublishedEvent published = PublishedEvent.shared(entry);
        keepCached(published);
        window.add(published);
        all.append(published);
        Topic topic = topic(entry.event().recipient());
        topic.append(published);
        head = entry.position();
        return topic;
    }

    private void evicted(PublishedEvent published) {
        floor = published.position();
        all.forgetOldest();
        String recipient = published.event().recipient();
        Topic topic = Objects.requireNonNull(topics.get(recipient), recipient);
        topic.forgetOldest();
        dropIfIdle(recipient, topic);
    }

    private void dropIfIdle(@Nullable String recipient, Topic topic) {
        if (recipient != null && topic.idle()) {
            topics.remove(recipient);
        }
    }

    private void keepCached(PublishedEvent published) {
        cached.addLast(published);
        if (cached.size() > CACHED) {
            cached.removeFirst().dropEncodings();
        }
    }

    // Queries.

    boolean isLive() {
        return live;
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
        return locked(() -> {
            Map<String, Integer> counts = new TreeMap<>();
            topics.forEach((recipient, topic) -> {
                if (topic.listening() > 0) {
                    counts.put(recipient, topic.listening());
                }
            });
            return counts;
        });
    }

    int listeningToAll() {
        return locked(() -> all.listening());
    }

    boolean listensTo(String recipient) {
        return locked(() -> {
            Topic topic = topics.get(recipient);
            return topic != null && topic.listening() > 0;
        });
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
