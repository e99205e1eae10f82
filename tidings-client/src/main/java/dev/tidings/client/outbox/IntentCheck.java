package dev.tidings.client.outbox;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.tidings.client.WireText;
import dev.tidings.client.submit.Intent;
import dev.tidings.v1.Audience;
import dev.tidings.v1.Content;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Rejects intents that every server would refuse before they are written. Only the server can check channels. */
final class IntentCheck {
    private static final int KEY_CHARS = 255;
    private static final int RECIPIENTS = 10_000;
    private static final int RECIPIENT_CHARS = 512;
    private static final int ADDRESS_CHARS = 4 * RECIPIENT_CHARS;
    private static final int TEXT_CHARS = 32 * 1024;
    private static final int PAYLOAD_BYTES = 128 * 1024;
    private static final int PAYLOAD_DEPTH = 64;
    private static final int DOCUMENT_BYTES = 256 * 1024;
    private static final int TRACEPARENT_CHARS = 128;
    private static final int TRACESTATE_CHARS = 512;
    private static final int EXCEPT = 1_000;
    private static final int TAGS = 16;
    private static final int TAG_CHARS = 64;
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]*");
    private static final String TOPIC_EXPECTED = "letters, digits and . _ : -, starting with a letter or digit";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]*");

    private IntentCheck() {}

    /** @throws IllegalArgumentException for the first rule that the intent breaks */
    static void check(Intent intent) {
        dev.tidings.v1.Intent message = intent.message();
        name("producer", message.getProducer(), KEY_CHARS);
        name("type", message.getType(), KEY_CHARS);
        id("idempotency_key", message.getIdempotencyKey(), KEY_CHARS);
        optionalId("dedupe_key", message.getDedupeKey(), KEY_CHARS);
        optionalId("ordering_key", message.getOrderingKey(), KEY_CHARS);
        optionalId("concurrency_key", message.getConcurrencyKey(), KEY_CHARS);
        labels(message);
        optionalId("request_id", message.getRequestId(), KEY_CHARS);
        optional("traceparent", message.getTraceparent(), TRACEPARENT_CHARS);
        optional("tracestate", message.getTracestate(), TRACESTATE_CHARS);
        distinct("channels", message.getChannelsList(), KEY_CHARS);
        audience(message.getAudience());
        if (message.hasContent()) {
            content(message.getContent());
        }
        if (!message.getPayloadJson().isEmpty()) {
            atMost("payload", message.getPayloadJson().size(), PAYLOAD_BYTES, "bytes");
            json("payload", message.getPayloadJson().toStringUtf8());
        }
        IntentTimes times = IntentTimes.of(message);
        if (!List.of("", "continue", "halt").contains(message.getOrderingOnDead())) {
            throw refused("ordering_on_dead", message.getOrderingOnDead(), "continue or halt");
        }
        if (message.getOrderingOnDead().equals("halt")
                && message.getOrderingKey().isEmpty()) {
            throw refused("ordering_on_dead", "halt", "an ordering_key with it");
        }
        if (times.notBefore() != null && !message.getOrderingKey().isEmpty()) {
            throw refused("not_before", times.notBefore().toString(), "no not_before together with an ordering_key");
        }
        if (times.notBefore() != null
                && times.expiresAt() != null
                && !times.notBefore().isBefore(times.expiresAt())) {
            throw refused("expires_at", times.expiresAt().toString(), "a time after not_before " + times.notBefore());
        }
    }

    private static void labels(dev.tidings.v1.Intent message) {
        atMost("tags", message.getTagsCount(), TAGS, "entries");
        for (int i = 0; i < message.getTagsCount(); i++) {
            name("tags[" + i + "]", message.getTags(i), TAG_CHARS);
        }
        distinct("tags", message.getTagsList(), TAG_CHARS);
        optionalId("cancel_key", message.getCancelKey(), KEY_CHARS);
        if (message.getReplaces() && message.getCancelKey().isEmpty()) {
            throw refused("replaces", "true", "a cancel_key with it");
        }
    }

    static void document(String document) {
        atMost("intent", document.getBytes(StandardCharsets.UTF_8).length, DOCUMENT_BYTES, "bytes as JSON");
    }

    private static void audience(Audience audience) {
        switch (audience.getKindCase()) {
            case RECIPIENTS -> {
                size("audience.recipients", audience.getRecipients().getIdsCount());
                distinct("audience.recipients", audience.getRecipients().getIdsList(), RECIPIENT_CHARS);
            }
            case TOPIC -> {
                text("audience.topic", audience.getTopic().getId(), KEY_CHARS);
                if (!TOPIC.matcher(audience.getTopic().getId()).matches()) {
                    throw refused("audience.topic", audience.getTopic().getId(), TOPIC_EXPECTED);
                }
                atMost("audience.except", audience.getTopic().getExceptCount(), EXCEPT, "entries");
                distinct("audience.except", audience.getTopic().getExceptList(), RECIPIENT_CHARS);
            }
            case ADDRESSES -> {
                List<Audience.Address> addresses = audience.getAddresses().getAddressesList();
                Set<Audience.Address> seen = new HashSet<>();
                size("audience.addresses", addresses.size());
                for (int i = 0; i < addresses.size(); i++) {
                    String field = "audience.addresses[" + i + "]";
                    text(field + ".channel", addresses.get(i).getChannel(), KEY_CHARS);
                    id(field + ".address", addresses.get(i).getAddress(), ADDRESS_CHARS);
                    if (!seen.add(addresses.get(i))) {
                        throw refused(field, "given more than once", "each address of a channel once");
                    }
                }
            }
            case KIND_NOT_SET -> throw refused("audience", "empty", "recipients, a topic or addresses");
        }
    }

    private static void content(Content content) {
        text("content.title", content.getTitle(), TEXT_CHARS);
        text("content.summary", content.getSummary(), TEXT_CHARS);
        optional("content.fallback", content.getFallback(), TEXT_CHARS);
        optionalId("content.target_url", content.getTargetUrl(), TEXT_CHARS);
    }

    private static void size(String field, int size) {
        if (size == 0) {
            throw refused(field, "empty", "at least one");
        }
        atMost(field, size, RECIPIENTS, "entries");
    }

    private static void distinct(String field, List<String> texts, int maxChars) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < texts.size(); i++) {
            id(field + "[" + i + "]", texts.get(i), maxChars);
            if (!seen.add(texts.get(i))) {
                throw refused(field + "[" + i + "]", texts.get(i), "each once");
            }
        }
    }

    private static void json(String field, String text) {
        try (JsonReader json = new JsonReader(new StringReader(text))) {
            json.setStrictness(Strictness.STRICT);
            json.setNestingLimit(PAYLOAD_DEPTH);
            json.skipValue();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw refused(field, "more than one JSON value", "one");
            }
        } catch (IOException | JsonParseException | IllegalStateException malformed) {
            throw refused(field, "not JSON: " + malformed.getMessage(), "one JSON value");
        }
    }

    private static void name(String field, String value, int maxChars) {
        text(field, value, maxChars);
        if (!NAME.matcher(value).matches()) {
            throw refused(field, value, "letters, digits and . _ : / -, starting with a letter or digit");
        }
    }

    private static void optional(String field, String value, int maxChars) {
        if (!value.isEmpty()) {
            text(field, value, maxChars);
        }
    }

    private static void optionalId(String field, String value, int maxChars) {
        if (!value.isEmpty()) {
            id(field, value, maxChars);
        }
    }

    static void id(String field, String value, int maxChars) {
        text(field, value, maxChars);
        String flaw = WireText.idFlaw(value);
        if (flaw != null) {
            throw refused(field, flaw, "no control characters, line breaks and bidirectional overrides");
        }
    }

    private static void text(String field, String value, int maxChars) {
        if (OutboxText.isBlank(value)) {
            throw refused(field, "'" + value + "'", "text that is not blank");
        }
        atMost(field, value.length(), maxChars, "characters");
        String flaw = WireText.flaw(value);
        if (flaw != null) {
            throw refused(field, flaw, "whole Unicode characters without NUL");
        }
    }

    private static void atMost(String field, int size, int limit, String unit) {
        if (size > limit) {
            throw refused(field, size + " " + unit, "at most " + limit);
        }
    }

    private static IllegalArgumentException refused(String field, String value, String expected) {
        return new IllegalArgumentException(field + " is " + value + "; expected " + expected);
    }
}
