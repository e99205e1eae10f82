package dev.tidings.server.intake;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.text.PlainText;
import dev.tidings.engine.accept.Fingerprints;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

/**
 * Computes SHA-256 over RFC 8785 JSON. Key order, white space and number formats make no difference. Tenant,
 * request id and trace are excluded.
 *
 * <p>The JSON written here is canonical already: strings with sorted keys. Only the payload must be canonicalized.
 */
public final class IntentFingerprints implements Fingerprints {
    @Override
    public byte[] of(Intent intent) {
        String payload = canonical(intent.payload());
        byte[] json = JsonWriter.object(out -> write(out, intent, payload));
        try {
            return MessageDigest.getInstance("SHA-256").digest(json);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is missing", impossible);
        }
    }

    /** Wraps the payload in an array, because the library accepts no bare strings and numbers. */
    private static @Nullable String canonical(@Nullable Payload payload) {
        if (payload == null) {
            return null;
        }
        try {
            String array = "[" + new String(payload.json(), StandardCharsets.UTF_8) + "]";
            String canonical = new JsonCanonicalizer(array).getEncodedString();
            if (PlainText.flawButNul(canonical) != null) {
                // RFC 8785 does not allow unpaired surrogates. Read again to report the position.
                TextList.of(
                        "payload",
                        () -> JsonReader.read(payload.json(), json -> {
                            json.skipUnicode();
                            return true;
                        }));
            }
            return canonical.substring(1, canonical.length() - 1);
        } catch (IOException notCanonical) {
            throw Problem.invalid(
                            "payload",
                            "not representable in canonical JSON (" + notCanonical.getMessage() + ")",
                            "RFC 8785 JSON: numbers within the range of a double and valid Unicode strings")
                    .exception();
        }
    }

    private static void write(JsonWriter json, Intent intent, @Nullable String payload) throws IOException {
        json.object("audience", audience -> audience(audience, intent.audience()));
        json.text("cancel_key", intent.keys().labels().cancelKey());
        json.texts("channels", intent.channels());
        json.text("concurrency_key", intent.keys().concurrency());
        Content content = intent.content();
        if (content != null) {
            json.object("content", texts -> {
                texts.text("fallback", content.fallback());
                texts.text("summary", content.summary());
                texts.text("target_url", content.targetUrl());
                texts.text("title", content.title());
            });
        }
        json.text("dedupe_key", intent.keys().dedupe());
        json.time("expires_at", intent.expiresAt());
        json.text("idempotency_key", intent.idempotencyKey());
        json.time("not_before", intent.notBefore());
        json.text("ordering_key", intent.keys().ordering());
        json.text("ordering_on_dead", intent.keys().onDead());
        json.raw("payload", payload);
        json.text("producer", intent.producer());
        if (intent.keys().labels().replaces()) {
            json.bool("replaces", true);
        }
        if (!intent.keys().labels().tags().isEmpty()) {
            json.texts("tags", intent.keys().labels().tags());
        }
        json.text("type", intent.type());
    }

    private static void audience(JsonWriter json, Audience audience) throws IOException {
        switch (audience) {
            case Audience.Recipients recipients -> json.texts("recipients", recipients.ids());
            case Audience.Topic topic -> {
                json.texts("except", topic.except());
                json.text("topic", topic.id());
            }
            case Audience.Addresses addresses ->
                json.objects("addresses", addresses.addresses(), (out, address) -> {
                    out.text("address", address.address());
                    out.text("channel", address.channel());
                });
        }
    }
}
