package dev.tidings.push.gateway;

import dev.tidings.core.event.Entry;
import dev.tidings.core.event.Position;
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
 * What one client hears. It holds no events of its own but a place in a chain that all share; the transport takes what is
 * behind that place when it can write.
 */
public final class HubSubscription implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HubSubscription.class);

    private final Subscribe wanted;
    private final TenantStream stream;
    private final Executor executor;
    private final Subscriber subscriber;

    /** Where it stands among its topic's listeners; guarded by the stream's lock. */
    int place = -1;

    /** When it came, if the log was not known then; guarded by the stream's lock. */
    long cameMillis = Long.MAX_VALUE;

    /** Set when a take has found nothing: the next event has to wake it. */
    private final AtomicBoolean resting = new AtomicBoolean(true);

    /** Up to where of its chain it has taken, and how much more may wait for it. */
    private volatile long takenBytes;

    private volatile long allowance;

    // Guarded by this.
    private @Nullable ChainLink at;
    private @Nullable Opened opened;

    /** The client knows all up to here, though this node may hear it only now. */
    private @Nullable Position skipped;

    private @Nullable Position position;
    private final Deque<PublishedEvent> replayed = new ArrayDeque<>();
    private History.@Nullable Pages pages;
    private boolean paging;
    private boolean knownLive = true;
    private @Nullable End end;
    private boolean endTaken;

    HubSubscription(Subscribe wanted, TenantStream stream, Executor executor, Subscriber subscriber) {
        this.wanted = wanted;
        this.stream = stream;
        this.executor = executor;
        this.subscriber = subscriber;
        this.position = wanted.cursor();
    }

    public Subscribe wanted() {
        return wanted;
    }

    /**
     * The next frames, of about so many bytes; at least one when there is any. When it is empty the subscriber will be
     * told again, and only then. One call at a time.
     */
    public List<Frame> take(long maxBytes) {
        List<Frame> frames = new ArrayList<>();
        while (true) {
            Step step = collect(frames, maxBytes);
            if (step == Step.REOPEN) {
                stream.reopen(this);
            } else if (step == Step.PAGE) {
                nextPage();
            }
            if (!frames.isEmpty() || step == Step.REST) {
                return frames;
            }
        }
    }

    /** The client has gone. */
    @Override
    public void close() {
        end(null, new WakeupQueue());
        stream.left(this, "left");
    }

    /** The right of the client has come to its end. */
    public void expire() {
        end(End.EXPIRED);
    }

    private enum Step {
        /** Something may be there. */
        GO_ON,
        /** Nothing is; it will be woken. */
        REST,
        /** The chain has ended. */
        REOPEN,
        /** The history has more. */
        PAGE
    }

    private synchronized Step collect(List<Frame> frames, long maxBytes) {
        if (endTaken) {
            return Step.REST;
        }
        if (end != null) {
            endTaken = true;
            frames.add(new Ended(end, position));
            return Step.REST;
        }
        if (opened != null) {
            frames.add(opened);
            opened = null;
        }
        boolean live = stream.isLive();
        if (live != knownLive) {
            knownLive = live;
            frames.add(live ? Notice.LIVE : Notice.UNAVAILABLE);
        }
        int before = frames.size();
        Step step = replaying() ? takeReplayed(frames, maxBytes) : takeLive(frames, maxBytes);
        if (frames.size() > before) {
            stream.delivered(this, frames.size() - before);
        }
        return frames.isEmpty() && step == Step.GO_ON ? rest() : step;
    }

    private boolean replaying() {
        return pages != null || !replayed.isEmpty();
    }

    private Step takeReplayed(List<Frame> frames, long maxBytes) {
        long bytes = 0;
        for (PublishedEvent next = replayed.peek(); next != null && bytes < maxBytes; next = replayed.peek()) {
            replayed.remove();
            frames.add(next);
            position = next.position();
            bytes += next.weight();
        }
        if (!replayed.isEmpty() || pages == null || paging) {
            return Step.GO_ON;
        }
        paging = true;
        return Step.PAGE;
    }

    private Step takeLive(List<Frame> frames, long maxBytes) {
        ChainLink here = at;
        if (here == null) {
            return Step.GO_ON;
        }
        long until = here.bytes + maxBytes;
        ChainLink next = here.next;
        while (next != null && next.posted != null && here.bytes < until) {
            here = next;
            if (skipped == null || next.posted.position().isAfter(skipped)) {
                frames.add(next.posted);
                skipped = null;
            }
            next = here.next;
        }
        if (here.posted != null && skipped == null) {
            position = here.posted.position();
        }
        boolean broken = next != null && next.broken;
        at = broken ? null : here;
        takenBytes = here.bytes;
        if (next == null) {
            allowance = stream.subscriberBytes(wanted);
        }
        return broken ? Step.REOPEN : Step.GO_ON;
    }

    /** Rests, unless something has come in between. */
    private Step rest() {
        resting.set(true);
        boolean more = stream.isLive() != knownLive || (!replaying() && at != null && at.next != null);
        return more && resting.compareAndSet(true, false) ? Step.GO_ON : Step.REST;
    }

    // What the stream does to it.

    /** Everything behind this link is to come. Under the stream's lock. */
    void open(Start start, Position from, ChainLink link, long backlog, WakeupQueue wakes) {
        synchronized (this) {
            opened = new Opened(start, from);
            position = from;
            skipped = from;
            follow(link, backlog);
        }
        wake(wakes);
        stream.opened(this, start.name().toLowerCase(Locale.ROOT));
    }

    /** The history is being asked; what is behind this link comes after it. Under the stream's lock. */
    synchronized void await(ChainLink link, long backlog) {
        pages = NOTHING_YET;
        paging = true;
        skipped = null;
        follow(link, backlog);
    }

    private void follow(ChainLink link, long backlog) {
        at = link;
        takenBytes = link.bytes;
        allowance = stream.subscriberBytes(wanted) + backlog;
    }

    /** The history answers. */
    void replay(Position from, History.Pages found) {
        synchronized (this) {
            opened = new Opened(Start.RECOVERED, from);
            pages = found;
        }
        stream.opened(this, "recovered");
        nextPage();
        wakeNow();
    }

    /** The history cannot help. Under the stream's lock. */
    void giveUpReplay(Position head, ChainLink link, WakeupQueue wakes) {
        synchronized (this) {
            pages = null;
            paging = false;
        }
        open(Start.RESET, head, link, 0, wakes);
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

    private void paged(@Nullable List<Entry> page, @Nullable Throwable failure) {
        if (page == null) {
            LOG.warn(
                    "what {} missed cannot be read",
                    wanted.recipient() == null ? "a gateway of " + wanted.tenant() : wanted.recipient(),
                    failure);
            if (TenantStream.passing(failure)) {
                end(End.UNAVAILABLE);
            } else {
                stream.reset(this);
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

    /** Says that it is over, and wakes the transport whatever it does. */
    void end(End reason) {
        WakeupQueue wakes = new WakeupQueue();
        end(reason, wakes);
        stream.left(this, reason.name().toLowerCase(Locale.ROOT));
        wakes.run();
    }

    private void end(@Nullable End reason, WakeupQueue wakes) {
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
            resting.set(false);
            wakes.add(executor, this);
        }
    }

    /** Whether it is over, though its last frame may not have been taken. */
    public synchronized boolean ended() {
        return end != null || endTaken;
    }

    boolean tooFarBehind(long chainBytes) {
        return chainBytes - takenBytes > allowance;
    }

    void wake(WakeupQueue wakes) {
        if (resting.compareAndSet(true, false)) {
            wakes.add(executor, this);
        }
    }

    void wakeNow() {
        WakeupQueue wakes = new WakeupQueue();
        wake(wakes);
        wakes.run();
    }

    void tell() {
        try {
            subscriber.ready(this);
        } catch (RuntimeException defect) {
            LOG.warn("a subscription by {} fails", wanted.transport(), defect);
            close();
        }
    }

    /** Behind the last event that was taken; null before the first frame, without a cursor. */
    public synchronized @Nullable Position position() {
        return position;
    }

    private static final History.Pages NOTHING_YET = () -> {
        throw new IllegalStateException("asked before the history has answered");
    };
}
