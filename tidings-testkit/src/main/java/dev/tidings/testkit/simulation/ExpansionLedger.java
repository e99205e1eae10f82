package dev.tidings.testkit.simulation;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.ExpansionSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** An independent model of expansions: each subscriber of the time of acceptance exactly once. */
final class ExpansionLedger {
    private final Set<String> subscribers = new TreeSet<>();
    private final Map<NotificationId, Entry> entries = new HashMap<>();

    private static final class Entry {
        final Set<String> snapshot;
        final List<String> expanded = new ArrayList<>();
        boolean ended;

        Entry(Set<String> snapshot) {
            this.snapshot = snapshot;
        }
    }

    void subscribed(String recipient, boolean member) {
        if (member) {
            subscribers.add(recipient);
        } else {
            subscribers.remove(recipient);
        }
    }

    void accepted(NotificationId id) {
        entries.put(id, new Entry(new TreeSet<>(subscribers)));
    }

    /** Returns what is wrong; empty if nothing is. */
    String expanded(NotificationId id, ExpansionSlice slice) {
        Entry entry = entries.get(id);
        if (entry == null || entry.ended) {
            return "a slice of " + id + " was inserted " + (entry == null ? "without an expansion" : "after its end");
        }
        entry.expanded.addAll(slice.recipients());
        entry.ended = slice.last();
        boolean right = entry.ended
                ? entry.expanded.equals(List.copyOf(entry.snapshot))
                : entry.snapshot.containsAll(entry.expanded)
                        && new TreeSet<>(entry.expanded).size() == entry.expanded.size();
        return right ? "" : id + " was expanded to " + entry.expanded + ", and its subscribers were " + entry.snapshot;
    }

    void canceled(NotificationId id) {
        Entry entry = entries.get(id);
        if (entry != null) {
            entry.ended = true;
        }
    }

    Stream<NotificationId> unfinished() {
        return entries.entrySet().stream()
                .filter(entry -> !entry.getValue().ended)
                .map(Map.Entry::getKey);
    }

    List<NotificationId> ids() {
        return entries.keySet().stream().sorted().toList();
    }
}
