package dev.tidings.server.intake;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.problem.Problem;
import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an intent from JSON. The payload's bytes are kept unchanged. */
public final class IntentJson {
    private static final String KNOWN = "type, producer, idempotency_key, audience, channels, content, payload,"
            + " dedupe_key, ordering_key, ordering_on_dead, concurrency_key, tags, cancel_key, replaces, not_before, expires_at,"
            + " request_id";

    private @Nullable String type;
    private @Nullable String producer;
    private @Nullable String idempotencyKey;
    private @Nullable Audience audience;
    private List<String> channels = List.of();
    private @Nullable Content content;
    private @Nullable Payload payload;
    private @Nullable String dedupeKey;
    private @Nullable String orderingKey;
    private @Nullable String onDead;
    private @Nullable String concurrencyKey;
    private List<String> tags = List.of();
    private @Nullable String cancelKey;
    private boolean replaces;
    private @Nullable Instant notBefore;
    private @Nullable Instant expiresAt;
    private @Nullable String requestId;

    private final boolean versioned;

    private IntentJson(boolean versioned) {
        this.versioned = versioned;
    }

    /** Throws a ProblemException that names the field. */
    public static Intent read(byte[] json, Envelope envelope) {
        return envelope.allowed(JsonReader.read(json, reader -> new IntentJson(false).document(reader, envelope)));
    }

    /** Reads an intent that may have a version. */
    public static Intent message(byte[] json, Envelope envelope) {
        return envelope.allowed(JsonReader.read(json, reader -> new IntentJson(true).document(reader, envelope)));
    }

    private Intent document(JsonReader json, Envelope envelope) throws IOException {
        json.object(versioned ? KNOWN + ", " + EventVersion.FIELD : KNOWN, name -> field(json, name));
        return new Intent(
                envelope.tenant(),
                required("producer", producer, "the name of the submitting service"),
                key(envelope.idempotencyKey()),
                required("type", type, "a type such as build.failed"),
                audience(audience),
                channels,
                content,
                payload,
                IntentKeys.of(dedupeKey, orderingKey, onDead)
                        .limitedBy(concurrencyKey)
                        .labeled(IntentLabels.of(tags, cancelKey, replaces)),
                notBefore,
                expiresAt,
                requestId == null ? envelope.requestId() : requestId,
                envelope.trace());
    }

    private boolean field(JsonReader json, String name) throws IOException {
        switch (name) {
            case "type" -> type = json.text();
            case "producer" -> producer = json.text();
            case "idempotency_key" -> idempotencyKey = json.optionalText();
            case "audience" -> audience = AudienceJson.read(json);
            case "channels" -> channels = json.absent() ? List.of() : texts(json);
            case "content" -> content = json.absent() ? null : content(json);
            case "payload" -> {
                byte[] raw = json.optionalRaw();
                payload = raw == null ? null : new Payload(raw);
            }
            case "dedupe_key" -> dedupeKey = json.optionalText();
            case "ordering_key" -> orderingKey = json.optionalText();
            case "ordering_on_dead" -> onDead = json.optionalText();
            case "concurrency_key" -> concurrencyKey = json.optionalText();
            case "tags" -> tags = json.absent() ? List.of() : texts(json);
            case "cancel_key" -> cancelKey = json.optionalText();
            case "replaces" -> replaces = !json.absent() && json.bool();
            case "not_before" -> notBefore = json.optionalTime();
            case "expires_at" -> expiresAt = json.optionalTime();
            case "request_id" -> requestId = json.optionalText();
            case EventVersion.FIELD -> {
                if (!versioned) {
                    return false;
                }
                EventVersion.check(EventVersion.FIELD, json.absent() ? null : json.textOrNumber());
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private String key(@Nullable String header) {
        if (idempotencyKey != null && header != null && !idempotencyKey.equals(header)) {
            throw Problem.invalid(
                            "idempotency_key", idempotencyKey, "the same as the header Idempotency-Key, " + header)
                    .exception();
        }
        return required(
                "idempotency_key",
                idempotencyKey == null ? header : idempotencyKey,
                "a key that is unique per intent of the producer, here or in the header Idempotency-Key");
    }

    private static Audience audience(@Nullable Audience given) {
        if (given == null) {
            throw Problem.invalid("audience", null, AudienceJson.EXPECTED).exception();
        }
        return given;
    }

    private static Content content(JsonReader json) throws IOException {
        @Nullable String[] texts = new @Nullable String[4];
        json.object("title, summary, fallback, target_url", name -> {
            switch (name) {
                case "title" -> texts[0] = json.text();
                case "summary" -> texts[1] = json.text();
                case "fallback" -> texts[2] = json.optionalText();
                case "target_url" -> texts[3] = json.optionalText();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Content(
                required("content.title", texts[0], "a title"),
                required("content.summary", texts[1], "a summary"),
                texts[2],
                texts[3]);
    }

    static List<String> texts(JsonReader json) throws IOException {
        List<String> texts = new ArrayList<>();
        json.array(i -> texts.add(json.text()));
        return texts;
    }

    static String required(String field, @Nullable String value, String expected) {
        if (value == null) {
            throw Problem.invalid(field, null, expected).exception();
        }
        return value;
    }
}
