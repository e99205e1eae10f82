package dev.tidings.core.store;

import org.jspecify.annotations.Nullable;

/** Selects notifications by what their intents said; null matches any. */
public record NotificationCriteria(
        @Nullable String tag,
        @Nullable String cancelKey,
        @Nullable String orderingKey,
        @Nullable String concurrencyKey,
        @Nullable String producer,
        @Nullable String idempotencyKey) {
    public static final NotificationCriteria NONE = new NotificationCriteria(null, null, null, null, null, null);
}
