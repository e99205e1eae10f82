package dev.tidings.server.intake.redis;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.json.JsonReader;
import dev.tidings.server.intake.OneChannel;
import dev.tidings.server.intake.TextList;
import dev.tidings.server.intake.TraceHeaders;
import dev.tidings.server.intake.feishu.FeishuRequested;
import dev.tidings.streams.StreamDecoder;
import dev.tidings.streams.StreamEntry;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decodes intents from the fields of an entry. White space around values is ignored, and an empty field counts as
 * missing. The payload's bytes are kept unchanged.
 */
public final class IntentFields implements StreamDecoder<Intent> {
    static final List<String> KNOWN = List.of(
            "producer",
            "idempotency_key",
            "notification_type",
            "audience_kind",
            "recipients",
            "payload_json",
            "channels",
            "ordering_key",
            "ordering_on_dead",
            "concurrency_key",
            "tags",
            "cancel_key",
            "replaces",
            "request_id",
            "trace_id",
            "occurred_at_ms");
    private final String tenant;
    private final int maxBytes;
    private final FeishuRequested feishu;

    /**
     * @param tenant the tenant of the intents
     * @param maxBytes the maximum size of an entry with names and values; equal to that of a request
     * @param feishu converts the event {@code notification.feishu.requested}
     */
    public IntentFields(String tenant, int maxBytes, FeishuRequested feishu) {
        this.tenant = tenant;
        this.maxBytes = maxBytes;
        this.feishu = feishu;
    }

    @Override
    public Intent decode(StreamEntry entry) {
        if (FeishuRequested.EVENT_TYPE.equals(optional(entry, "event_type"))) {
            bounded(entry, FeishuRequested.ENVELOPE);
            return feishu.decode(
                    optional(entry, "event_version"), optional(entry, "event_id"), entry.bytes("payload"), tenant);
        }
        bounded(entry, KNOWN);
        occurredAt(optional(entry, "occurred_at_ms"));
        List<String> channels = TextList.listed("channels", optional(entry, "channels"));
        return new Intent(
                tenant,
                required(entry, "producer", "the name of the submitting service"),
                required(entry, "idempotency_key", "a key that is unique per intent of the producer"),
                required(entry, "notification_type", "a type such as build.failed"),
                audience(entry, channels),
                channels,
                null,
                payload(entry),
                IntentKeys.of(null, optional(entry, "ordering_key"), optional(entry, "ordering_on_dead"))
                        .limitedBy(optional(entry, "concurrency_key"))
                        .labeled(IntentLabels.of(
                                TextList.listed("tags", optional(entry, "tags")),
                                optional(entry, "cancel_key"),
                                TextList.flag("replaces", optional(entry, "replaces")))),
                null,
                null,
                optional(entry, "request_id"),
                TraceHeaders.ofId(optional(entry, "trace_id")));
    }

    private void bounded(StreamEntry entry, List<String> known) {
        long bytes = 0;
        for (StreamEntry.Field field : entry.fields()) {
            bytes += field.name().length + field.value().length;
            if (known.stream().noneMatch(field::named)) {
                throw Problem.at(
                                ProblemCode.UNKNOWN_FIELD,
                                field.shownName(),
                                "not a field here",
                                "one of " + String.join(", ", known))
                        .exception();
            }
        }
        if (bytes > maxBytes) {
            throw Problem.overLimit("entry", bytes + " bytes", "at most " + maxBytes + " bytes")
                    .exception();
        }
    }

    private static Audience audience(StreamEntry entry, List<String> channels) {
        String kind = required(entry, "audience_kind", "user, users, topic or address")
                .toLowerCase(Locale.ROOT);
        String recipients = required(entry, "recipients", "ids, as a JSON array of strings");
        return switch (kind) {
            case "user" -> new Audience.Recipients(List.of(TextList.one("recipients", recipients)));
            case "topic" -> new Audience.Topic(TextList.one("recipients", recipients), List.of());
            case "users" -> new Audience.Recipients(TextList.array("recipients", recipients));
            case "address" ->
                OneChannel.of(TextList.listed("recipients", recipients), channels, "audience_kind is address");
            default ->
                throw Problem.invalid("audience_kind", kind, "user, users, topic or address")
                        .exception();
        };
    }

    private static Payload payload(StreamEntry entry) {
        byte[] json = entry.bytes("payload_json");
        if (json == null || json.length == 0) {
            throw Problem.invalid("payload_json", null, "the event's data as JSON")
                    .exception();
        }
        return new Payload(TextList.of("payload_json", () -> JsonReader.read(json, JsonReader::raw)));
    }

    /** Validates the field, which is otherwise unused, so that mistakes are noticed. */
    private static void occurredAt(@Nullable String millis) {
        if (millis == null) {
            return;
        }
        try {
            if (Long.parseLong(millis) >= 0) {
                return;
            }
        } catch (NumberFormatException none) {
            // Reported below.
        }
        throw Problem.invalid("occurred_at_ms", millis, "milliseconds since 1970, such as 1719000000000")
                .exception();
    }

    private static String required(StreamEntry entry, String name, String expected) {
        String text = optional(entry, name);
        if (text == null) {
            throw Problem.invalid(name, null, expected).exception();
        }
        return text;
    }

    private static @Nullable String optional(StreamEntry entry, String name) {
        String text = entry.text(name);
        if (text == null) {
            return null;
        }
        String stripped = text.strip();
        return stripped.isEmpty() ? null : stripped;
    }
}
