package dev.tidings.client.outbox;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.tidings.client.submit.Intent;
import dev.tidings.v1.Audience;
import dev.tidings.v1.Content;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Writes and reads an intent as JSON: the body of {@code POST /v1/intents} plus a version. The payload's text stays
 * unchanged.
 */
final class IntentDocument {
    private static final int VERSION = 1;

    private IntentDocument() {}

    static String write(Intent intent) {
        dev.tidings.v1.Intent message = intent.message();
        IntentTimes times = IntentTimes.of(message);
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject().name("event_version").value(VERSION);
            json.name("type").value(message.getType());
            json.name("producer").value(message.getProducer());
            json.name("idempotency_key").value(message.getIdempotencyKey());
            audience(json.name("audience"), message.getAudience());
            if (message.getChannelsCount() > 0) {
                texts(json.name("channels"), message.getChannelsList());
            }
            if (message.hasContent()) {
                content(json.name("content"), message.getContent());
            }
            optional(json, "dedupe_key", message.getDedupeKey());
            optional(json, "ordering_key", message.getOrderingKey());
            optional(json, "ordering_on_dead", message.getOrderingOnDead());
            optional(json, "concurrency_key", message.getConcurrencyKey());
            if (message.getTagsCount() > 0) {
                texts(json.name("tags"), message.getTagsList());
            }
            optional(json, "cancel_key", message.getCancelKey());
            if (message.getReplaces()) {
                json.name("replaces").value(true);
            }
            optional(
                    json,
                    "not_before",
                    times.notBefore() == null ? "" : times.notBefore().toString());
            optional(
                    json,
                    "expires_at",
                    times.expiresAt() == null ? "" : times.expiresAt().toString());
            optional(json, "request_id", message.getRequestId());
            if (!message.getPayloadJson().isEmpty()) {
                json.name("payload")
                        .jsonValue(message.getPayloadJson().toStringUtf8().strip());
            }
            json.endObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void audience(JsonWriter json, Audience audience) throws IOException {
        json.beginObject();
        if (audience.hasAddresses()) {
            json.name("addresses").beginArray();
            for (Audience.Address to : audience.getAddresses().getAddressesList()) {
                json.beginObject().name("channel").value(to.getChannel());
                json.name("address").value(to.getAddress()).endObject();
            }
            json.endArray();
        } else if (audience.hasTopic()) {
            json.name("topic").value(audience.getTopic().getId());
            if (audience.getTopic().getExceptCount() > 0) {
                texts(json.name("except"), audience.getTopic().getExceptList());
            }
        } else {
            texts(json.name("recipients"), audience.getRecipients().getIdsList());
        }
        json.endObject();
    }

    private static void content(JsonWriter json, Content content) throws IOException {
        json.beginObject().name("title").value(content.getTitle());
        json.name("summary").value(content.getSummary());
        optional(json, "fallback", content.getFallback());
        optional(json, "target_url", content.getTargetUrl());
        json.endObject();
    }

    private static void texts(JsonWriter json, List<String> texts) throws IOException {
        json.beginArray();
        for (String text : texts) {
            json.value(text);
        }
        json.endArray();
    }

    private static void optional(JsonWriter json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.name(name).value(value);
        }
    }

    /** @throws RuntimeException when the document is invalid, which rows written by hand may be */
    static Intent read(String document) {
        JsonReader strict = new JsonReader(new StringReader(document));
        strict.setStrictness(Strictness.STRICT);
        JsonObject json = JsonParser.parseReader(strict).getAsJsonObject();
        Intent intent = Intent.of(text(json, "type"), text(json, "producer"));
        for (Map.Entry<String, JsonElement> member : json.entrySet()) {
            JsonElement value = member.getValue();
            intent = switch (member.getKey()) {
                case "event_version" -> version(value, intent);
                case "type", "producer" -> intent;
                case "idempotency_key" -> intent.key(value.getAsString());
                case "audience" -> audience(value.getAsJsonObject(), intent);
                case "channels" -> intent.over(texts(value.getAsJsonArray()));
                case "content" -> content(value.getAsJsonObject(), intent);
                case "dedupe_key" -> intent.dedupe(value.getAsString());
                case "ordering_key" -> intent.inOrder(value.getAsString());
                case "ordering_on_dead" -> onDead(intent, value.getAsString());
                case "concurrency_key" -> intent.limitedBy(value.getAsString());
                case "tags" -> intent.tagged(texts(value.getAsJsonArray()));
                case "cancel_key" -> intent.cancelKey(value.getAsString());
                case "replaces" -> replaces(intent, value.getAsBoolean());
                case "not_before" -> intent.notBefore(Instant.parse(value.getAsString()));
                case "expires_at" -> intent.expiresAt(Instant.parse(value.getAsString()));
                case "request_id" -> intent.requestId(value.getAsString());
                case "payload" -> intent.payload(RawMember.of(document, "payload", value));
                default -> throw new IllegalArgumentException("the field " + member.getKey() + " is not known");
            };
        }
        return intent;
    }

    private static Intent onDead(Intent intent, String policy) {
        return intent.with(message -> message.setOrderingOnDead(policy));
    }

    private static Intent replaces(Intent intent, boolean replaces) {
        return intent.with(message -> message.setReplaces(replaces));
    }

    private static Intent version(JsonElement value, Intent intent) {
        if (value.getAsInt() != VERSION) {
            throw new IllegalArgumentException("event_version is " + value + "; expected " + VERSION);
        }
        return intent;
    }

    private static Intent audience(JsonObject audience, Intent intent) {
        if (audience.has("recipients")) {
            return intent.to(texts(audience.getAsJsonArray("recipients")));
        }
        if (audience.has("topic")) {
            return intent.toTopic(
                    text(audience, "topic"),
                    audience.has("except") ? texts(audience.getAsJsonArray("except")) : new String[0]);
        }
        Intent addressed = intent;
        for (JsonElement to : audience.getAsJsonArray("addresses")) {
            addressed =
                    addressed.toAddress(text(to.getAsJsonObject(), "channel"), text(to.getAsJsonObject(), "address"));
        }
        return addressed;
    }

    private static Intent content(JsonObject content, Intent intent) {
        return intent.content(text(content, "title"), text(content, "summary"))
                .with(message -> message.getContentBuilder()
                        .setFallback(content.has("fallback") ? text(content, "fallback") : "")
                        .setTargetUrl(content.has("target_url") ? text(content, "target_url") : ""));
    }

    private static String[] texts(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsString).toArray(String[]::new);
    }

    private static String text(JsonObject json, String name) {
        JsonElement value = json.get(name);
        if (value == null || value.isJsonNull()) {
            throw new IllegalArgumentException("the field " + name + " is missing");
        }
        return value.getAsString();
    }
}
