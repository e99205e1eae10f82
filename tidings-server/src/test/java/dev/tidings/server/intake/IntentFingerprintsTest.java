package dev.tidings.server.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.notification.Intent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntentFingerprintsTest {
    private static final String PLAIN = """
        {"type":"t","producer":"p","idempotency_key":"k","audience":{"recipients":["a","b"]}\
        """;

    private final IntentFingerprints fingerprints = new IntentFingerprints();

    private byte[] of(String more) {
        return fingerprints.of(intent(PLAIN + more + "}"));
    }

    private static Intent intent(String json) {
        return IntentJson.read(json.getBytes(StandardCharsets.UTF_8), Envelope.of("default"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ",\"payload\":{\"a\":1,\"b\":2}|,\"payload\":{ \"b\" : 2, \"a\" : 1 }",
                ",\"payload\":[1.0,1e2,0.5]|,\"payload\":[1,100.0,5e-1]",
                ",\"payload\":\"\\u00e9\"|,\"payload\":\"é\"",
                ",\"expires_at\":\"2026-01-01T01:00:00+01:00\"|,\"expires_at\":\"2026-01-01T00:00:00Z\"",
                ",\"request_id\":\"r1\"|,\"request_id\":\"r2\"",
                ",\"payload\":null,\"channels\":[]|``"
            })
    void equivalent_intents_have_the_same_fingerprint(String one, String other) {
        assertThat(of(one)).isEqualTo(of(other)).hasSize(32);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ",\"payload\":[1,2]|,\"payload\":[2,1]",
                ",\"payload\":1|,\"payload\":\"1\"",
                ",\"payload\":null|,\"payload\":{}",
                ",\"dedupe_key\":\"d\"|``",
                ",\"ordering_key\":\"o\"|``",
                ",\"ordering_key\":\"o\"|,\"ordering_key\":\"o\",\"ordering_on_dead\":\"halt\"",
                ",\"ordering_key\":\"o\"|,\"dedupe_key\":\"o\"",
                ",\"concurrency_key\":\"o\"|``",
                ",\"concurrency_key\":\"o\"|,\"ordering_key\":\"o\"",
                ",\"tags\":[\"a\"]|``",
                ",\"tags\":[\"a\",\"b\"]|,\"tags\":[\"b\",\"a\"]",
                ",\"cancel_key\":\"c\"|``",
                ",\"cancel_key\":\"c\"|,\"cancel_key\":\"c\",\"replaces\":true",
                ",\"channels\":[\"a\",\"b\"]|,\"channels\":[\"b\",\"a\"]",
                ",\"not_before\":\"2026-01-01T00:00:00Z\"|,\"expires_at\":\"2026-01-01T00:00:00Z\""
            })
    void another_intent_has_another_fingerprint(String one, String other) {
        assertThat(of(one)).isNotEqualTo(of(other));
    }

    @Test
    void the_tenant_is_not_part_of_the_fingerprint() {
        byte[] json = (PLAIN + "}").getBytes(StandardCharsets.UTF_8);

        assertThat(fingerprints.of(IntentJson.read(json, Envelope.of("a"))))
                .isEqualTo(fingerprints.of(IntentJson.read(json, Envelope.of("b"))));
    }

    @Test
    void the_fingerprint_is_the_hash_of_the_canonical_intent() throws Exception {
        String all = """
            {"type":"t\\u001f","producer":"p","idempotency_key":"k\\"","audience":{"addresses":[{"channel":"email","address":"é@x.org"}]},
            "channels":["email","push"],"content":{"title":"\u20ac\\n","target_url":"https://x.org/?a","summary":"s","fallback":"f"},
            "payload":{"b":[1.50,{"z":null,"a":"\\u0007/"}],"a":1e3},"dedupe_key":"d","ordering_key":"o","ordering_on_dead":"halt","concurrency_key":"u","cancel_key":"c","replaces":true,"tags":["b","a"],"not_before":"2026-01-01T00:00:00Z",
            "expires_at":"2026-01-02T00:00:00Z"}\
            """;

        assertThat(fingerprints.of(intent(all)))
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(new JsonCanonicalizer(all).getEncodedUTF8()));
    }
}
