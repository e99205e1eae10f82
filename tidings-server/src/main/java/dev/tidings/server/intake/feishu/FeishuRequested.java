package dev.tidings.server.intake.feishu;

import com.google.common.primitives.Bytes;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.text.BlankText;
import dev.tidings.json.JsonReader;
import dev.tidings.server.intake.EventVersion;
import dev.tidings.server.intake.TextList;
import dev.tidings.server.intake.TraceHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts the event {@code notification.feishu.requested} to an intent for the channel {@code feishu}. The event
 * comes in its producer's outbox envelope: {@code {outbox_id, event_id?, event_type, event_version?, aggregate_id?,
 * service_name?, payload}}. Other fields of the envelope and its payload are ignored, as in the producer's system.
 *
 * @param producer the producer of the intents; the event has none
 * @param recipientPrefix prepended to {@code user_id} to form the recipient
 * @param baseUrl prepended to {@code target_url}, which is a path; empty for none
 * @param title the title of the message; the event has none
 */
public record FeishuRequested(String producer, String recipientPrefix, String baseUrl, String title) {
    public static final String EVENT_TYPE = "notification.feishu.requested";

    /** The fields of the envelope in a stream entry. */
    public static final List<String> ENVELOPE =
            List.of("outbox_id", "event_id", "event_type", "event_version", "aggregate_id", "service_name", "payload");

    private static final byte[] MENTION = EVENT_TYPE.getBytes(StandardCharsets.UTF_8);
    private static final String CHANNEL = "feishu";
    private static final String PAGES = "/assistant/";
    private static final String DEFAULT_FALLBACK = "我为你生成了一份日程调整建议，请回到系统确认是否应用。";

    /** The zero value of a time in the producer's language. */
    private static final Instant UNSET = Instant.parse("0001-01-01T00:00:00Z");

    /**
     * Whether a document is an envelope with this event. Throws a ProblemException if it mentions the event and
     * is not JSON.
     */
    public static boolean is(byte[] json) {
        // The search avoids parsing all other documents twice.
        return Bytes.indexOf(json, MENTION) >= 0 && EVENT_TYPE.equals(envelope(json).type);
    }

    /** Throws a ProblemException that names the field. */
    public Intent decode(byte[] json, String tenant) {
        Envelope envelope = envelope(json);
        return decode(envelope.version, envelope.id, envelope.payload, tenant);
    }

    /**
     * Throws a ProblemException that names the field.
     *
     * @param eventId the same whenever the outbox ships the event again; null if the envelope has none
     */
    public Intent decode(@Nullable String version, @Nullable String eventId, byte @Nullable [] payload, String tenant) {
        EventVersion.check("event_version", blankToNull(version));
        if (payload == null) {
            throw Problem.invalid("payload", null, "the event's payload").exception();
        }
        Requested event = TextList.of("payload", () -> JsonReader.read(payload, Requested::read));
        event.require();
        String id = blankToNull(eventId);
        String fallback = blankToNull(event.fallbackText);
        if (fallback == null) {
            fallback = DEFAULT_FALLBACK;
        }
        String summary = blankToNull(event.summaryText);
        String traceId = blankToNull(event.traceId);
        return new Intent(
                tenant,
                producer,
                id == null ? event.previewId : id,
                EVENT_TYPE,
                new Audience.Recipients(List.of(recipientPrefix + event.userId)),
                List.of(CHANNEL),
                new Content(title, summary == null ? fallback : summary, fallback, baseUrl + event.targetUrl),
                new Payload(payload),
                IntentKeys.of(event.dedupeKey, null, null),
                null,
                null,
                traceId,
                TraceHeaders.ofId(traceId));
    }

    private static Envelope envelope(byte[] json) {
        return JsonReader.read(json, reader -> {
            Envelope envelope = new Envelope();
            reader.object("", name -> {
                switch (name) {
                    case "event_id" -> envelope.id = reader.optionalText();
                    case "event_type" -> envelope.type = blankToNull(reader.optionalText());
                    case "event_version" -> envelope.version = reader.absent() ? null : reader.textOrNumber();
                    case "payload" -> envelope.payload = reader.optionalRaw();
                    default -> reader.skip();
                }
                return true;
            });
            return envelope;
        });
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || BlankText.isBlank(text) ? null : text.strip();
    }

    private static final class Envelope {
        private @Nullable String id;
        private @Nullable String type;
        private @Nullable String version;
        private byte @Nullable [] payload;
    }

    /** The event, with surrounding white space removed. */
    private static final class Requested {
        private long userId;
        private String previewId = "";
        private String dedupeKey = "";
        private String targetUrl = "";
        private @Nullable String summaryText;
        private @Nullable String fallbackText;
        private @Nullable String traceId;
        private @Nullable Instant requestedAt;

        static Requested read(JsonReader json) throws IOException {
            Requested event = new Requested();
            json.object("", name -> {
                switch (name) {
                    case "user_id" -> event.userId = json.integer(1, Long.MAX_VALUE);
                    case "preview_id" -> event.previewId = text(json);
                    case "dedupe_key" -> event.dedupeKey = text(json);
                    case "target_url" -> event.targetUrl = text(json);
                    case "summary_text" -> event.summaryText = json.optionalText();
                    case "fallback_text" -> event.fallbackText = json.optionalText();
                    case "trace_id" -> event.traceId = json.optionalText();
                    case "requested_at" -> event.requestedAt = json.optionalTime();
                    default -> json.skip();
                }
                return true;
            });
            return event;
        }

        private static String text(JsonReader json) throws IOException {
            String text = json.optionalText();
            return text == null ? "" : text.strip();
        }

        void require() {
            if (userId == 0) {
                throw Problem.invalid("payload.user_id", null, "a whole number above 0")
                        .exception();
            }
            require("payload.preview_id", previewId, "the id of the preview");
            require("payload.dedupe_key", dedupeKey, "a key that is equal for events that must be sent once");
            if (!targetUrl.startsWith(PAGES) || targetUrl.contains("://")) {
                throw Problem.invalid("payload.target_url", targetUrl, "a path starting with " + PAGES)
                        .exception();
            }
            if (requestedAt == null || requestedAt.equals(UNSET)) {
                throw Problem.invalid(
                                "payload.requested_at", null, "the time of the request, such as 2026-04-30T15:45:27Z")
                        .exception();
            }
        }

        private static void require(String field, String value, String expected) {
            if (value.isEmpty()) {
                throw Problem.invalid(field, null, expected).exception();
            }
        }
    }
}
