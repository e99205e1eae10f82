package dev.tidings.core.delivery;

import dev.tidings.core.notification.Notification;
import org.jspecify.annotations.Nullable;

/** A concurrency key with its tenant: how many deliveries with it are sent at the same time is limited. */
public record ConcurrencyKey(String tenant, String key) {
    /** Returns the key of a notification's deliveries; null if it has none. */
    public static @Nullable ConcurrencyKey of(Notification notification) {
        String key = notification.keys().concurrency();
        return key == null ? null : new ConcurrencyKey(notification.tenant(), key);
    }
}
