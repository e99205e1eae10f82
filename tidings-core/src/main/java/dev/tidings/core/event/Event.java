package dev.tidings.core.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An event pushed to a recipient.
 *
 * @param recipient {@code user_id} on the wire
 * @param id the delivery's id
 * @param payload in the format of its type; not to be modified
 */
public record Event(
        String tenant,
        String recipient,
        String type,
        String id,
        byte[] payload,
        @Nullable String requestId,
        @Nullable String traceId) {
    /** Approximate memory of an event beside its payload. */
    private static final int OVERHEAD = 256;

    /** Returns the bytes that it counts against a memory bound. */
    public int weight() {
        return payload.length + recipient.length() + type.length() + OVERHEAD;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Event that
                && tenant.equals(that.tenant)
                && recipient.equals(that.recipient)
                && type.equals(that.type)
                && id.equals(that.id)
                && Arrays.equals(payload, that.payload)
                && java.util.Objects.equals(requestId, that.requestId)
                && java.util.Objects.equals(traceId, that.traceId);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "Event[" + id + " of " + type + " to " + recipient + ", " + payload.length + " bytes]";
    }
}
