package dev.tidings.testkit.simulation;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.notification.Notification;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An independent model of cancel keys: which notifications were replaced by later ones. */
final class ReplacementLedger {
    private final Map<NotificationId, String> keys = new LinkedHashMap<>();
    private final Set<NotificationId> superseded = new HashSet<>();

    /** Records an accepted notification; returns those that it replaces. */
    List<NotificationId> accepted(Notification notification) {
        IntentLabels labels = notification.keys().labels();
        if (labels.cancelKey() == null) {
            return List.of();
        }
        String key = notification.tenant() + " " + labels.cancelKey();
        List<NotificationId> replaced = !labels.replaces()
                ? List.of()
                : keys.entrySet().stream()
                        .filter(one -> one.getValue().equals(key) && !superseded.contains(one.getKey()))
                        .map(Map.Entry::getKey)
                        .toList();
        keys.put(notification.id(), key);
        superseded.addAll(replaced);
        return replaced;
    }

    boolean superseded(NotificationId id) {
        return superseded.contains(id);
    }
}
