package dev.tidings.core.store;

import dev.tidings.core.id.NotificationId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a stored notification.
 *
 * @param supersededBy the notification that canceled what this one had not sent; null if there is none
 */
public record NotificationLabels(
        List<String> tags,
        @Nullable String cancelKey,
        @Nullable NotificationId supersededBy) {
    public static final NotificationLabels NONE = new NotificationLabels(List.of(), null, null);

    public NotificationLabels {
        tags = List.copyOf(tags);
    }
}
