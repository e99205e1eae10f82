package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that were sent more than a minute after acceptance. A search for deliveries sent since some time uses
 * ids, which start with the time of acceptance, and would have to read all of history for these few. Only they have
 * their time in a separate index.
 */
public final class LateSends {
    private static final Duration LONG = Duration.ofMinutes(1);

    private LateSends() {}

    /** The time of a late send; null for nearly all completions. */
    public static @Nullable Instant at(Completion completion, Instant now) {
        return completion.to() == DeliveryStatus.SENT
                        && now.isAfter(completion.id().time().plus(LONG))
                ? now
                : null;
    }

    /** The smallest id of deliveries that are not late if sent from then on. */
    public static DeliveryId firstId(Instant since) {
        return DeliveryId.first(since.minus(LONG));
    }
}
