package dev.tidings.push.gateway;

import dev.tidings.core.event.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The events of one recipient, or of all, within the window, and who listens. Guarded by its stream's lock. */
final class Topic {
    private final List<HubSubscription> listeners = new ArrayList<>();
    private ChainLink anchor = ChainLink.first();
    private ChainLink last = anchor;
    private int size;

    void append(PublishedEvent posted) {
        last = last.append(posted);
        size++;
    }

    /** The oldest falls out of the window. */
    void forgetOldest() {
        anchor = Objects.requireNonNull(anchor.next, "a topic forgets no more than it has");
        size--;
    }

    /** Behind what the window has lost. */
    ChainLink anchor() {
        return anchor;
    }

    ChainLink last() {
        return last;
    }

    /** The link behind which all is behind a position within the window. */
    ChainLink at(Position position) {
        ChainLink at = anchor;
        for (ChainLink next = at.next; next != null; next = next.next) {
            if (next.posted == null || next.posted.position().isAfter(position)) {
                break;
            }
            at = next;
        }
        return at;
    }

    void add(HubSubscription listener) {
        listener.place = listeners.size();
        listeners.add(listener);
    }

    void remove(HubSubscription listener) {
        int place = listener.place;
        if (place < 0 || place >= listeners.size() || listeners.get(place) != listener) {
            return;
        }
        HubSubscription moved = listeners.removeLast();
        if (moved != listener) {
            listeners.set(place, moved);
            moved.place = place;
        }
        listener.place = -1;
    }

    boolean idle() {
        return size == 0 && listeners.isEmpty();
    }

    int listening() {
        return listeners.size();
    }

    /** Wakes who has taken all before, and finds who has fallen too far behind. */
    void tell(WakeupQueue wakes, List<HubSubscription> slow) {
        for (HubSubscription listener : listeners) {
            if (listener.tooFarBehind(last.bytes)) {
                slow.add(listener);
            } else {
                listener.wake(wakes);
            }
        }
    }

    /** Ends the chain because the log was lost. */
    void cut(WakeupQueue wakes) {
        last.cut();
        listeners.forEach(listener -> {
            listener.place = -1;
            listener.wake(wakes);
        });
        listeners.clear();
    }
}
