package dev.tidings.push.gateway;

import dev.tidings.core.event.Entry;
import dev.tidings.core.event.EventLog.Follower;
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
 * One tenant's events within the window and all who listen. Joining and appending share a lock: that is what makes the seam
 * of replay and live without gap and double. Taking does not need it.
 */
final class TenantStream implements Follower {
    private static final Logger LOG = LoggerFactory.getLogger(TenantStream.class);

    /** So many of the newest keep what they were encoded to. */
    private static final int WARM = 1_000;

    private static final long AHEAD_MILLIS = 60_000;

    private final String tenant;
    private final HubSettings settings;
    private final @Nullable History history;
    private final InstantSource clock;
    private final GatewayListener listener;
    private final Consumer<HubSubscription> onLeft;

    private final ReentrantLock lock = new ReentrantLock();
    private final Window<PublishedEvent> window;
    private final Deque<PublishedEvent> warm = new ArrayDeque<>();
    private final Map<String, Topic> topics = new HashMap<>();
    private final Set<HubSubscription> subscriptions = new HashSet<>();
    private Topic all = new Topic();
    private Position floor = Position.beginning("none");
    private Position head = floor;
    private boolean begun;
    private volatile boolean live = true;

    TenantStream(
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
        this.window =
                new Window<>(settings.window(), posted -> new Entry(posted.position(), posted.event()), this::evicted);
    }

    // The log's side.

    @Override
    public void begin(Position beginning, List<Entry> present) {
        WakeupQueue wakes = new WakeupQueue();
        locked(() -> {
            LOG.info("events of {} begin behind {}", tenant, beginning);
            window.clear();
            warm.clear();
            all.cut(wakes);
            topics.values().forEach(topic -> topic.cut(wakes));
            topics.clear();
            all = new Topic();
            floor = beginning;
            head = beginning;
            present.forEach(this::add);
            if (!begun) {
                begun = true;
                subscriptions.forEach(subscription -> open(subscription, wakes));
            }
        });
        wakes.run();
    }

    @Override
    public void appended(List<Entry> entries) {
        WakeupQueue wakes = new WakeupQueue();
        List<HubSubscription> slow = new ArrayList<>();
        locked(() -> {
            Set<Topic> touched = new HashSet<>();
            touched.add(all);
            for (Entry entry : entries) {
                touched.add(add(entry));
            }
            window.trim(clock.millis());
            touched.forEach(topic -> topic.tell(wakes, slow));
        });
        listener.followed(entries.size());
        wakes.run();
        slow.forEach(subscription -> subscription.end(Frame.End.SLOW));
    }

    @Override
    public void unavailable(String why) {
        LOG.warn("events of {} cannot be heard for now: {}", tenant, why);
        becomeLive(false);
    }

    @Override
    public void live() {
        becomeLive(true);
    }

    private void becomeLive(boolean now) {
        WakeupQueue wakes = new WakeupQueue();
        List<HubSubscription> placeless = new ArrayList<>();
        locked(() -> {
            live = now;
            for (HubSubscription subscription : subscriptions) {
                if (hasNoPlace(subscription)) {
                    placeless.add(subscription);
                } else {
                    subscription.wake(wakes);
                }
            }
        });
        wakes.run();
        placeless.forEach(subscription -> subscription.end(Frame.End.UNAVAILABLE));
    }

    /**
     * Whether it asks for what comes from now on, and nobody can say where that begins: to be told later that it begins
     * behind what was appended in the meantime would be a gap.
     */
    private boolean hasNoPlace(HubSubscription subscription) {
        return !begun && !live && subscription.position() == null;
    }

    // The subscriptions' side.

    void join(HubSubscription subscription) {
        WakeupQueue wakes = new WakeupQueue();
        boolean refused = locked(() -> {
            subscriptions.add(subscription);
            if (begun) {
                open(subscription, wakes);
            } else {
                subscription.cameMillis = clock.millis();
                if (!live) {
                    subscription.wake(wakes);
                }
            }
            return hasNoPlace(subscription);
        });
        listener.subscribed(subscription.wanted().transport());
        if (refused) {
            subscription.end(Frame.End.UNAVAILABLE);
        } else {
            wakes.run();
        }
    }

    /** The chain it followed has ended. */
    void reopen(HubSubscription subscription) {
        WakeupQueue wakes = new WakeupQueue();
        locked(() -> {
            if (subscriptions.contains(subscription)) {
                open(subscription, wakes);
            }
        });
        wakes.run();
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

    private void open(HubSubscription subscription, WakeupQueue wakes) {
        window.trim(clock.millis());
        String recipient = subscription.wanted().recipient();
        Topic topic = recipient == null ? all : topic(recipient);
        topic.add(subscription);
        Position cursor = subscription.position();
        if (cursor == null) {
            Position from = before(subscription.cameMillis);
            ChainLink link = topic.at(from);
            subscription.open(Frame.Start.FRESH, from, link, topic.last().bytes - link.bytes, wakes);
        } else if (inWindow(cursor)) {
            ChainLink link = topic.at(cursor);
            subscription.open(Frame.Start.RECOVERED, cursor, link, topic.last().bytes - link.bytes, wakes);
        } else if (history != null && plausible(cursor)) {
            ChainLink link = topic.anchor();
            subscription.await(link, topic.last().bytes - link.bytes);
            Position until = floor;
            wakes.then(() -> ask(history, subscription, recipient, cursor, until));
        } else {
            subscription.open(Frame.Start.RESET, head, topic.last(), 0, wakes);
        }
    }

    private void ask(
            History of, HubSubscription subscription, @Nullable String recipient, Position cursor, Position until) {
        var _ = of.behind(tenant, recipient, cursor, until).whenComplete((pages, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "what {} missed cannot be read",
                        recipient == null ? "a gateway of " + tenant : recipient,
                        failure);
                if (passing(failure)) {
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

    /** Whether it may work later. */
    static boolean passing(@Nullable Throwable failure) {
        Throwable cause = failure == null ? null : Cause.of(failure);
        return cause instanceof StoreUnavailable || cause instanceof RejectedExecutionException;
    }

    /** What it missed is not to be had: it goes on from now, and is told so. */
    void reset(HubSubscription subscription) {
        String recipient = subscription.wanted().recipient();
        WakeupQueue wakes = new WakeupQueue();
        locked(() -> {
            if (subscriptions.contains(subscription)) {
                Topic topic = recipient == null ? all : topic(recipient);
                topic.remove(subscription);
                topic.add(subscription);
                subscription.giveUpReplay(head, topic.last(), wakes);
            }
        });
        wakes.run();
    }

    /** It may be ahead of what this node has heard: another told the client. It is not far in the future. */
    private boolean inWindow(Position cursor) {
        return cursor.sameEpoch(floor) && !floor.isAfter(cursor) && (!cursor.isAfter(head) || plausible(cursor));
    }

    /** Behind all that was appended before that time. */
    private Position before(long millis) {
        if (head.millis() < millis) {
            return head;
        }
        for (PublishedEvent posted : window.newestFirst()) {
            if (posted.position().millis() < millis) {
                return posted.position();
            }
        }
        return floor;
    }

    private boolean plausible(Position cursor) {
        return cursor.millis() < clock.millis() + AHEAD_MILLIS;
    }

    // Guarded by the lock.

    private Topic topic(String recipient) {
        return topics.computeIfAbsent(recipient, name -> new Topic());
    }

    private Topic add(Entry entry) {
        PublishedEvent posted = PublishedEvent.shared(entry);
        keepWarm(posted);
        window.add(posted);
        all.append(posted);
        Topic topic = topic(entry.event().recipient());
        topic.append(posted);
        head = entry.position();
        return topic;
    }

    private void evicted(PublishedEvent posted) {
        floor = posted.position();
        all.forgetOldest();
        String recipient = posted.event().recipient();
        Topic topic = Objects.requireNonNull(topics.get(recipient), recipient);
        topic.forgetOldest();
        dropIfIdle(recipient, topic);
    }

    private void dropIfIdle(@Nullable String recipient, Topic topic) {
        if (recipient != null && topic.idle()) {
            topics.remove(recipient);
        }
    }

    private void keepWarm(PublishedEvent posted) {
        warm.addLast(posted);
        if (warm.size() > WARM) {
            warm.removeFirst().cool();
        }
    }

    // What others ask.

    boolean isLive() {
        return live;
    }

    long subscriberBytes(Subscribe wanted) {
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

    /** How many listen to each recipient. */
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
