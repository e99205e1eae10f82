package dev.tidings.push.gateway;

import dev.tidings.core.event.Entry;
import dev.tidings.core.event.EventLog.Follower;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.Window;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.PushListener;
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
    private final PushListener listener;
    private final Consumer<Subscription> onLeft;

    private final ReentrantLock lock = new ReentrantLock();
    private final Window<Posted> window;
    private final Deque<Posted> warm = new ArrayDeque<>();
    private final Map<String, Topic> topics = new HashMap<>();
    private final Set<Subscription> subscriptions = new HashSet<>();
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
            PushListener listener,
            Consumer<Subscription> onLeft) {
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
        Wakes wakes = new Wakes();
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
        Wakes wakes = new Wakes();
        List<Subscription> slow = new ArrayList<>();
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
        Wakes wakes = new Wakes();
        List<Subscription> placeless = new ArrayList<>();
        locked(() -> {
            live = now;
            for (Subscription subscription : subscriptions) {
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
    private boolean hasNoPlace(Subscription subscription) {
        return !begun && !live && subscription.position() == null;
    }

    // The subscriptions' side.

    void join(Subscription subscription) {
        Wakes wakes = new Wakes();
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
    void reopen(Subscription subscription) {
        Wakes wakes = new Wakes();
        locked(() -> {
            if (subscriptions.contains(subscription)) {
                open(subscription, wakes);
            }
        });
        wakes.run();
    }

    void left(Subscription subscription, String reason) {
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

    private void open(Subscription subscription, Wakes wakes) {
        window.trim(clock.millis());
        String recipient = subscription.wanted().recipient();
        Topic topic = recipient == null ? all : topic(recipient);
        topic.add(subscription);
        Position cursor = subscription.position();
        if (cursor == null) {
            Position from = before(subscription.cameMillis);
            Node link = topic.at(from);
            subscription.open(Frame.Start.FRESH, from, link, topic.last().bytes - link.bytes, wakes);
        } else if (inWindow(cursor)) {
            Node link = topic.at(cursor);
            subscription.open(Frame.Start.RECOVERED, cursor, link, topic.last().bytes - link.bytes, wakes);
        } else if (history != null && plausible(cursor)) {
            Node link = topic.anchor();
            subscription.await(link, topic.last().bytes - link.bytes);
            Position until = floor;
            wakes.then(() -> ask(history, subscription, recipient, cursor, until));
        } else {
            subscription.open(Frame.Start.RESET, head, topic.last(), 0, wakes);
        }
    }

    private void ask(
            History of, Subscription subscription, @Nullable String recipient, Position cursor, Position until) {
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
    void reset(Subscription subscription) {
        String recipient = subscription.wanted().recipient();
        Wakes wakes = new Wakes();
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
        for (Posted posted : window.newestFirst()) {
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
        Posted posted = Posted.shared(entry);
        keepWarm(posted);
        window.add(posted);
        all.append(posted);
        Topic topic = topic(entry.event().recipient());
        topic.append(posted);
        head = entry.position();
        return topic;
    }

    private void evicted(Posted posted) {
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

    private void keepWarm(Posted posted) {
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

    void delivered(Subscription subscription, int events) {
        listener.delivered(subscription.wanted().transport(), events);
    }

    void opened(Subscription subscription, String start) {
        listener.opened(subscription.wanted().transport(), start);
    }

    List<Subscription> subscriptions() {
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
