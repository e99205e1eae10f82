package dev.tidings.core.store;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.notification.Notification;
import org.jspecify.annotations.Nullable;

/**
 * An expansion under a lease.
 *
 * @param topicSeq the topic; null if it did not exist at acceptance, and if the intent names recipients
 * @param version the version of the topic at acceptance, whose subscribers are notified
 * @param position the last subscriber or the last chunk of recipients that was expanded; empty before the first
 */
public record LeasedExpansion(
        Notification notification,
        NewExpansion audience,
        @Nullable Long topicSeq,
        long version,
        String position,
        LeaseToken token) {
    /** Returns it after a slice. */
    public LeasedExpansion after(ExpansionSlice slice) {
        return new LeasedExpansion(notification, audience, topicSeq, version, slice.end(), token);
    }
}
