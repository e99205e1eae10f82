package dev.tidings.server.intake.grpc;

import com.google.protobuf.ByteString;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.notification.TraceContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.http.Timestamps;
import dev.tidings.json.JsonReader;
import dev.tidings.server.intake.Envelope;
import dev.tidings.server.intake.TextList;
import dev.tidings.server.intake.TraceHeaders;
import org.jspecify.annotations.Nullable;

/** Reads intents from messages. An empty string counts as missing. */
final class IntentProto {
    private IntentProto() {}

    static Intent read(dev.tidings.v1.Intent message, Envelope envelope) {
        String requestId = optional(message.getRequestId());
        return envelope.allowed(new Intent(
                envelope.tenant(),
                required("producer", message.getProducer()),
                required("idempotency_key", message.getIdempotencyKey()),
                required("type", message.getType()),
                audience(message.getAudience()),
                message.getChannelsList(),
                message.hasContent() ? content(message.getContent()) : null,
                payload(message.getPayloadJson()),
                IntentKeys.of(
                                optional(message.getDedupeKey()),
                                optional(message.getOrderingKey()),
                                optional(message.getOrderingOnDead()))
                        .limitedBy(optional(message.getConcurrencyKey()))
                        .labeled(IntentLabels.of(
                                message.getTagsList(), optional(message.getCancelKey()), message.getReplaces())),
                message.hasNotBefore() ? Timestamps.instant("not_before", message.getNotBefore()) : null,
                message.hasExpiresAt() ? Timestamps.instant("expires_at", message.getExpiresAt()) : null,
                requestId == null ? envelope.requestId() : requestId,
                trace(message, envelope)));
    }

    private static @Nullable TraceContext trace(dev.tidings.v1.Intent message, Envelope envelope) {
        TraceContext own = TraceHeaders.of(optional(message.getTraceparent()), optional(message.getTracestate()));
        return own == null ? envelope.trace() : own;
    }

    private static Audience audience(dev.tidings.v1.Audience message) {
        return switch (message.getKindCase()) {
            case RECIPIENTS -> new Audience.Recipients(message.getRecipients().getIdsList());
            case TOPIC ->
                new Audience.Topic(
                        message.getTopic().getId(), message.getTopic().getExceptList());
            case ADDRESSES ->
                new Audience.Addresses(message.getAddresses().getAddressesList().stream()
                        .map(to -> new Audience.Address(to.getChannel(), to.getAddress()))
                        .toList());
            case KIND_NOT_SET ->
                throw Problem.invalid("audience", null, "recipients, a topic or addresses")
                        .exception();
        };
    }

    private static Content content(dev.tidings.v1.Content message) {
        return new Content(
                required("content.title", message.getTitle()),
                required("content.summary", message.getSummary()),
                optional(message.getFallback()),
                optional(message.getTargetUrl()));
    }

    private static @Nullable Payload payload(ByteString json) {
        if (json.isEmpty()) {
            return null;
        }
        byte[] bytes = json.toByteArray();
        // Strips surrounding white space, as for a payload inside a JSON document.
        return new Payload(TextList.of("payload_json", () -> JsonReader.read(bytes, JsonReader::raw)));
    }

    private static String required(String field, String value) {
        if (value.isEmpty()) {
            throw Problem.invalid(field, null, "a non-empty string").exception();
        }
        return value;
    }

    private static @Nullable String optional(String value) {
        return value.isEmpty() ? null : value;
    }
}
