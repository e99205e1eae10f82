package dev.tidings.client.push;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * An event for a recipient.
 *
 * @param cursor its position; a subscription that starts there gets the events after it
 * @param recipient the recipient
 * @param type the type of the intent
 * @param id the id of the delivery: the same on every transport and in every replay
 * @param payload the payload of the intent unchanged, or the output of its type's encoder
 * @param requestId of the producer's request, if any
 * @param traceId of the producer's trace, if any
 */
public record PushedEvent(
        String cursor,
        String recipient,
        String type,
        String id,
        ByteString payload,
        @Nullable String requestId,
        @Nullable String traceId) {

    /** Returns the payload as UTF-8 text; meaningful unless its type has an encoder. */
    public String payloadText() {
        return payload.toStringUtf8();
    }
}
