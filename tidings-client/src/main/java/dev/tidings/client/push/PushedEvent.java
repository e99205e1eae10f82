package dev.tidings.client.push;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to a recipient.
 *
 * @param cursor where in the stream it is; a subscription that starts there gets what comes after
 * @param recipient whom it is for
 * @param type of the intent
 * @param id of the delivery: the same on every transport and in every replay
 * @param payload the intent's payload as it came, or what the encoder of its type made of it
 * @param requestId of the producer's request, if it had one
 * @param traceId of the producer's trace, if it had one
 */
public record PushedEvent(
        String cursor,
        String recipient,
        String type,
        String id,
        ByteString payload,
        @Nullable String requestId,
        @Nullable String traceId) {

    /** The payload as UTF-8, which it is unless an encoder is registered for the type. */
    public String payloadText() {
        return payload.toStringUtf8();
    }
}
