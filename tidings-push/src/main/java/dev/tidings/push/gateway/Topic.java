package dev.tidings.push.gateway;

import dev.tidings.core.event.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The events of one recipient, or of all recipients, within the window, and their listeners. Guarded by the
 * tenant's lock.
 */
final class Topic {
    private final List<HubSubscription> listeners = new ArrayList<>();
    private ChainLink anchor = ChainLink.first();
    private ChainLink last = anchor;
    private int size;

    void append(PublishedEvent published) {
        last = last.append(published);
        size++;
    }

    /** Drops the oldest event because it left the window. */
    void forgetOldest() {
        anchor = Objects.requireNonNull(anchor.next, "the topic is empty");
        size--;
    }

    /** The link before the oldest event in the window. */
    ChainLink anchor() {
        return anchor;
    }

    ChainLink last() {
        return last;
    }

    /** The last link before all events after the cursor. */
    ChainLink at(Cursor cursor) {
        ChainLink at = anchor;
        for (ChainLink next = at.next; next != null; next = next.next) {
            if (next.published == null || next.published.isAfter(cursor)) {
                break;
            }
            at = next;
        }
        return at;
    }

    void add(HubSubscription listener) {
        listener.index = listeners.size();
        listeners.add(listener);
    }

    void remove(HubSubscription listener) {
        int index = listener.index;
        if (index < 0 || index >= listeners.size() || listeners.get(index) != listener) {
            return;
        }
        HubSubscription moved = listeners.removeLast();
        if (moved != listener) {
            listeners.set(index, moved);
            moved.index = index;
        }
        listener.index = -1;
    }

    boolean idle() {
        return size == 0 && listeners.isEmpty();
    }

    int listening() {
        return listeners.size();
    }

    /** Wakes idle listeners, and collects those that have fallen too far behind. */
    void wakeListeners(WakeupQueue wakeups, List<HubSubscription> slow) {
        for (HubSubscription listener : listeners) {
            if (listener.tooFarBehind(last.bytes)) {
                slow.add(listener);
            } else {
                listener.wake(wakeups);
            }
        }
    }

    /** Ends the chain because the log was lost. */
    void cut(WakeupQueue wakeups) {
        last.cut();
        listeners.forEach(listener -> {
            listener.index = -1;
            listener.wake(wakeups);
        });
        listeners.clear();
    }
}
