package dev.tidings.core.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a client first acknowledged an event as delivered and as read. Read implies delivered. */
public record AckTimes(
        @Nullable Instant deliveredAt, @Nullable Instant readAt) {
    public static final AckTimes NONE = new AckTimes(null, null);
}
