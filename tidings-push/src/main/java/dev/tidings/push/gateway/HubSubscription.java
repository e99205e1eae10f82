package dev.tidings.push.gateway;

import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.PositionVector;
import dev.tidings.push.gateway.Frame.End;
import dev.tidings.push.gateway.Frame.Ended;
import dev.tidings.push.gateway.Frame.Notice;
import dev.tidings.push.gateway.Frame.Opened;
import dev.tidings.push.gateway.Frame.Start;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's subscription. It buffers no live events: it keeps a position in a shared chain, and the transport
 * takes the events after that position when it can write.
 */
public final class HubSubscription implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HubSubscription.class);

    private final SubscriptionSpec wanted;
    private final TenantEvents events;
    private final Executor executor;
    private final Subscriber subscriber;

    /** The index among its topic's listeners; guarded by the tenant's lock. */
    int index = -1;

    /** When the subscription was opened, if the tenant's log had not begun yet; guarded by the tenant's lock. */
    long joinedMillis = Long.MAX_VALUE;

    /** Set when a take found nothing, so the next event must wake the subscriber. */
    private final AtomicBoolean idle = new AtomicBoolean(true);

    /** How many bytes of its chain were taken, and how many more may be pending. */
    private volatile long takenBytes;

    private volatile long allowance;

    // Guarded by this.
    private @Nullable ChainLink at;
    private @Nullable Opened opened;

    /**
     * The client has all events up to this position, even if this node has not read them from the log yet. Unused if the position
     * is a vector, which itself tells what the client has.
     */
    private @Nullable Cursor skipped;

    private @Nullable Cursor position;
    private final Deque<PublishedEvent> replayed = new ArrayDeque<>();
    private History.@Nullable Pages pages;
    private boolean paging;
    private boolean knownLive = true;
    private @Nullable End end;
    private boolean endTaken;

    HubSubscription(SubscriptionSpec wanted, TenantEvents events, Executor executor, Subscriber subscriber) {
        this.wanted = wanted;
        this.events = events;
        this.executor = executor;
        this.subscriber = subscriber;
        this.position = wanted.cursor();
    }

    public SubscriptionSpec wanted() {
        return wanted;
    }

    /**
     * Returns the next frames, of about {@code maxBytes}; at least one if any is pending. After an empty result
     * the subscriber is called again once there is more. Calls must not overlap.
     */
    public List<Frame> take(long maxBytes) {
        List<Frame> frames = new ArrayList<>();
        while (true) {
            Step step = collect(frames, maxBytes);
            if (step == Step.REOPEN) {
                events.reopen(this);
            } else if (step == Step.PAGE) {
                nextPage();
            }
            if (!frames.isEmpty() || step == Step.IDLE) {
                return frames;
            }
        }
    }

    /** Closes the subscription because the client disconnected. */
    @Override
    public void close() {
        end(null, new WakeupQueue());
        events.left(this, "left");
    }

    /** Ends the subscription because its token expired. */
    public void expire() {
        end(End.EXPIRED);
    }

    private enum Step {
        /** More frames may be pending. */
        CONTINUE,
        /** Nothing is pending; the next event wakes the subscriber. */
        IDLE,
        /** The chain has ended; the subscription must be opened again. */
        REOPEN,
        /** The next page of the history must be read. */
        PAGE
    }

    private synchronized Step collect(List<Frame> frames, long maxBytes) {
        if (endTaken) {
            return Step.IDLE;
        }
        if (end != null) {
            endTaken = true;
            frames.add(new Ended(end, position));
            return Step.IDLE;
        }
        if (opened != null) {
            frames.add(opened);
            opened = null;
        }
        boolean live = events.isLive(this);
        if (live != knownLive) {
            knownLive = live;
            frames.add(live ? Notice.LIVE : Notice.UNAVAILABLE);
        }
        int before = frames.size();
        Step step = replaying() ? takeReplayed(frames, maxBytes) : takeLive(frames, maxBytes);
        if (frames.size() > before) {
            events.delivered(this, frames.size() - before);
        }
        return frames.isEmpty() && step == Step.CONTINUE ? rest() : step;
    }

    private boolean replaying() {
        return pages != null || !replayed.isEmpty();
    }

    private Step takeReplayed(List<Frame> frames, long maxBytes) {
        long bytes = 0;
        for (PublishedEvent next = replayed.peek(); next != null && bytes < maxBytes; next = replayed.peek()) {
            replayed.remove();
            frames.add(reached(next));
            bytes += next.weight();
        }
        if (!replayed.isEmpty() || pages == null || paging) {
            return Step.CONTINUE;
        }
        paging = true;
        return Step.PAGE;
    }

    private Step takeLive(List<Frame> frames, long maxBytes) {
        ChainLink here = at;
        if (here == null) {
            return Step.CONTINUE;
        }
        long until = here.bytes + maxBytes;
        ChainLink next = here.next;
        while (next != null && next.published != null && here.bytes < until) {
            here = next;
            if (position instanceof PositionVector vector) {
                if (next.published.isAfter(vector)) {
                    frames.add(reached(next.published));
                }
            } else if (skipped == null || next.published.isAfter(skipped)) {
                frames.add(next.published);
                skipped = null;
            }
            next = here.next;
        }
        if (here.published != null && skipped == null && !(position instanceof PositionVector)) {
            position = here.published.position();
        }
        boolean broken = next != null && next.broken;
        at = broken ? null : here;
        takenBytes = here.bytes;
        if (next == null) {
            allowance = events.subscriberBytes(wanted);
        }
        return broken ? Step.REOPEN : Step.CONTINUE;
    }

    /** Moves the position to an event, and returns the event with that position. */
    private PublishedEvent reached(PublishedEvent event) {
        if (position instanceof PositionVector vector) {
            PositionVector moved = vector.after(event.event().recipient(), event.position());
            position = moved;
            return event.at(moved);
        }
        position = event.position();
        return event;
    }

    /** Marks the subscription as idle, unless something arrived in between. */
    private Step rest() {
        idle.set(true);
        boolean more = events.isLive(this) != knownLive || (!replaying() && at != null && at.next != null);
        return more && idle.compareAndSet(true, false) ? Step.CONTINUE : Step.IDLE;
    }

    // Called by the tenant's events.

    /** Starts after this link. Called under the tenant's lock. */
    void open(Start start, Cursor from, ChainLink link, long backlog, WakeupQueue wakeups) {
        synchronized (this) {
            opened = new Opened(start, from);
            position = from;
            skipped = from instanceof PositionVector ? null : from;
            follow(link, backlog);
        }
        wake(wakeups);
        events.opened(this, start.name().toLowerCase(Locale.ROOT));
    }

    /** Waits for the history; the events after this link follow it. Called under the tenant's lock. */
    synchronized void await(ChainLink link, long backlog) {
        pages = PENDING;
        paging = true;
        skipped = null;
        follow(link, backlog);
    }

    private void follow(ChainLink link, long backlog) {
        at = link;
        takenBytes = link.bytes;
        allowance = events.subscriberBytes(wanted) + backlog;
    }

    /** Starts with the pages of the history. */
    void replay(Cursor from, History.Pages found) {
        synchronized (this) {
            opened = new Opened(Start.RECOVERED, from);
            position = from;
            pages = found;
        }
        events.opened(this, "recovered");
        nextPage();
        wakeNow();
    }

    /** Starts at the head because the history is incomplete. Called under the tenant's lock. */
    void abandonReplay(Cursor head, ChainLink link, WakeupQueue wakeups) {
        synchronized (this) {
            pages = null;
            paging = false;
        }
        open(Start.RESET, head, link, 0, wakeups);
    }

    private void nextPage() {
        History.Pages from;
        synchronized (this) {
            from = pages;
        }
        if (from != null) {
            var _ = from.next().whenComplete(this::paged);
        }
    }

    private void paged(@Nullable List<LogEntry> page, @Nullable Throwable failure) {
        if (page == null) {
            LOG.warn(
                    "event history read failed; tenant={} recipient={}",
                    wanted.tenant(),
                    wanted.recipient() == null ? "all" : wanted.recipient(),
                    failure);
            if (TenantEvents.isTemporary(failure)) {
                end(End.UNAVAILABLE);
            } else {
                events.reset(this);
            }
            return;
        }
        synchronized (this) {
            page.forEach(entry -> replayed.add(PublishedEvent.alone(entry)));
            paging = false;
            if (page.isEmpty()) {
                pages = null;
            }
        }
        wakeNow();
    }

    /** Ends the subscription and wakes its transport, even if the transport is idle. */
    void end(End reason) {
        WakeupQueue wakeups = new WakeupQueue();
        end(reason, wakeups);
        events.left(this, reason.name().toLowerCase(Locale.ROOT));
        wakeups.run();
    }

    private void end(@Nullable End reason, WakeupQueue wakeups) {
        synchronized (this) {
            if (end != null || endTaken) {
                return;
            }
            end = reason;
            endTaken = reason == null;
            at = null;
            pages = null;
            replayed.clear();
        }
        if (reason != null) {
            idle.set(false);
            wakeups.add(executor, this);
        }
    }

    /** Whether the subscription has ended. Its last frame may still be pending. */
    public synchronized boolean ended() {
        return end != null || endTaken;
    }

    boolean tooFarBehind(long chainBytes) {
        return chainBytes - takenBytes > allowance;
    }

    void wake(WakeupQueue wakeups) {
        if (idle.compareAndSet(true, false)) {
            wakeups.add(executor, this);
        }
    }

    void wakeNow() {
        WakeupQueue wakeups = new WakeupQueue();
        wake(wakeups);
        wakeups.run();
    }

    void notifySubscriber() {
        try {
            subscriber.ready(this);
        } catch (RuntimeException defect) {
            LOG.warn("subscriber callback failed; closing the subscription; transport={}", wanted.transport(), defect);
            close();
        }
    }

    /** The position of the last event that was taken; null before the first frame if the client gave no cursor. */
    public synchronized @Nullable Cursor position() {
        return position;
    }

    private static final History.Pages PENDING = () -> {
        throw new IllegalStateException("the history was read before it was available");
    };
}
