package dev.tidings.server.intake;

import dev.tidings.core.accept.Fingerprints;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.problem.Problem;
import dev.tidings.server.json.JsonWriter;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * SHA-256 over RFC 8785 JSON. The order of keys, white space and the spelling of numbers make no difference; the
 * tenant, the request id and the trace are left out.
 */
public final class IntentFingerprints implements Fingerprints {
    @Override
    public byte[] of(Intent intent) {
        byte[] json = JsonWriter.object(out -> write(out, intent));
        try {
            return MessageDigest.getInstance("SHA-256").digest(new JsonCanonicalizer(json).getEncodedUTF8());
        } catch (IOException notCanonical) {
            throw Problem.invalid(
                            "payload",
                            "not canonical (" + notCanonical.getMessage() + ")",
                            "JSON as of RFC 8785: numbers in the range of a double, text that is Unicode")
                    .exception();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static void write(JsonWriter json, Intent intent) throws IOException {
        json.text("producer", intent.producer());
        json.text("idempotency_key", intent.idempotencyKey());
        json.text("type", intent.type());
        json.object("audience", audience -> audience(audience, intent.audience()));
        json.texts("channels", intent.channels());
        Content content = intent.content();
        if (content != null) {
            json.object("content", texts -> {
                texts.text("title", content.title());
                texts.text("summary", content.summary());
                texts.text("fallback", content.fallback());
                texts.text("target_url", content.targetUrl());
            });
        }
        json.payload("payload", intent.payload());
        json.text("dedupe_key", intent.dedupeKey());
        json.time("not_before", intent.notBefore());
        json.time("expires_at", intent.expiresAt());
    }

    private static void audience(JsonWriter json, Audience audience) throws IOException {
        switch (audience) {
            case Audience.Recipients recipients -> json.texts("recipients", recipients.ids());
            case Audience.Addresses addresses ->
                json.objects("addresses", addresses.addresses(), (out, address) -> {
                    out.text("channel", address.channel());
                    out.text("address", address.address());
                });
        }
    }
}
