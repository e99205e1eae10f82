package dev.tidings.testkit.store;

import dev.tidings.core.store.NotificationCriteria;
import org.jspecify.annotations.Nullable;

/** Builds criteria about notifications; what is not set matches any. */
public final class CriteriaBuilder {
    private @Nullable String tag;
    private @Nullable String cancelKey;
    private @Nullable String orderingKey;
    private @Nullable String concurrencyKey;
    private @Nullable String producer;
    private @Nullable String idempotencyKey;

    private CriteriaBuilder() {}

    public static CriteriaBuilder criteria() {
        return new CriteriaBuilder();
    }

    public CriteriaBuilder tag(String value) {
        tag = value;
        return this;
    }

    public CriteriaBuilder cancelKey(String value) {
        cancelKey = value;
        return this;
    }

    public CriteriaBuilder orderingKey(String value) {
        orderingKey = value;
        return this;
    }

    public CriteriaBuilder concurrencyKey(String value) {
        concurrencyKey = value;
        return this;
    }

    public CriteriaBuilder producer(String value) {
        producer = value;
        return this;
    }

    public CriteriaBuilder idempotencyKey(String value) {
        idempotencyKey = value;
        return this;
    }

    public NotificationCriteria build() {
        return new NotificationCriteria(tag, cancelKey, orderingKey, concurrencyKey, producer, idempotencyKey);
    }
}
