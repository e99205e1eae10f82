package dev.tidings.core.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a client first said of an event that it was delivered and read. What was read was delivered. */
public record AckTimes(
        @Nullable Instant deliveredAt, @Nullable Instant readAt) {
    public static final AckTimes NONE = new AckTimes(null, null);
}
