package dev.tidings.channels.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.tidings.channels.http.RecordingEndpoint;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Payload;
import dev.tidings.testkit.id.SigningSecrets;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookSendTest {
    /** The independent verifier compares with the wall clock, so these tests start from it. */
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

    private final RecordingEndpoint sink = new RecordingEndpoint();
    private final WebhookChannel channel = new WebhookChannel();

    @BeforeEach
    void start() {
        channel.start(Hooks.context(Map.of(), Hooks.LOOPBACK, now::get));
    }

    @AfterEach
    void stop() {
        channel.close();
        sink.close();
    }

    @Test
    void an_independent_library_accepts_the_signature_and_refuses_a_changed_body() throws Exception {
        assertThat(channel.send(Hooks.message(Hooks.endpoint(sink.url())))).isInstanceOf(Outcome.Sent.class);

        AggregatedHttpRequest got = sink.received.take();
        new Webhook(Hooks.SECRET).verify(got.contentUtf8(), headers(got));
        assertThatThrownBy(() -> new Webhook(Hooks.SECRET).verify(got.contentUtf8() + " ", headers(got)))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void the_envelope_holds_type_time_and_the_payload_byte_for_byte() throws Exception {
        channel.send(Hooks.message(Hooks.endpoint(sink.url())));

        AggregatedHttpRequest got = sink.received.take();
        assertThat(got.contentUtf8())
                .isEqualTo("{\"type\":\"build.failed\",\"timestamp\":\"2026-11-21T10:15:30Z\","
                        + "\"data\":{\"number\":1.00,\"text\":\"grün\"}}");
        assertThat(got.headers().get("content-type")).isEqualTo("application/json");
        assertThat(got.headers().get("user-agent")).startsWith("Tidings/");
        assertThat(got.headers().get("traceparent"))
                .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(got.headers().get("tracestate")).isEqualTo("vendor=1");
    }

    @Test
    void a_raw_endpoint_gets_only_the_payload() throws Exception {
        Endpoint endpoint = Hooks.endpoint(sink.url(), new EndpointAuth.None(), Map.of("body", "raw"), Hooks.SECRET);
        channel.send(Hooks.message(endpoint));

        AggregatedHttpRequest got = sink.received.take();
        assertThat(got.contentUtf8()).isEqualTo("{\"number\":1.00,\"text\":\"grün\"}");
        new Webhook(Hooks.SECRET).verify(got.contentUtf8(), headers(got));
    }

    @Test
    void without_a_payload_the_data_is_the_content() throws Exception {
        Content content = new Content("Build \"7\" failed", "Two tests\nfailed", null, "https://ci.example/7");
        channel.send(Hooks.message(Hooks.endpoint(sink.url()), Hooks.notification(content, null)));

        assertThat(sink.received.take().contentUtf8())
                .endsWith("\"data\":{\"title\":\"Build \\\"7\\\" failed\",\"summary\":\"Two tests\\nfailed\","
                        + "\"target_url\":\"https://ci.example/7\"}}");
    }

    @Test
    void content_and_payload_are_both_sent() throws Exception {
        Content content = new Content("Build failed", "Two tests", "See CI", "https://ci.example/7");
        Payload payload = Payload.of("{ \"number\" : 1.00 }");
        channel.send(Hooks.message(Hooks.endpoint(sink.url()), Hooks.notification(content, payload)));
        Endpoint raw = Hooks.endpoint(sink.url(), new EndpointAuth.None(), Map.of("body", "raw"), Hooks.SECRET);
        channel.send(Hooks.message(raw, Hooks.notification(content, payload)));

        assertThat(sink.received.take().contentUtf8())
                .endsWith("\"data\":{ \"number\" : 1.00 },\"content\":{\"title\":\"Build failed\",\"summary\":\"Two"
                        + " tests\",\"fallback\":\"See CI\",\"target_url\":\"https://ci.example/7\"}}");
        assertThat(sink.received.take().contentUtf8()).isEqualTo("{ \"number\" : 1.00 }");
    }

    @Test
    void the_id_is_stable_across_attempts_and_the_timestamp_is_new() throws Exception {
        Endpoint endpoint = Hooks.endpoint(sink.url());
        channel.send(Hooks.message(endpoint));
        now.updateAndGet(instant -> instant.plusSeconds(7));
        channel.send(Hooks.message(endpoint));

        AggregatedHttpRequest first = sink.received.take();
        AggregatedHttpRequest second = sink.received.take();
        assertThat(second.headers().get("webhook-id"))
                .isEqualTo(first.headers().get("webhook-id"))
                .isEqualTo(Hooks.ID.value());
        assertThat(Long.parseLong(second.headers().get("webhook-timestamp")))
                .isEqualTo(Long.parseLong(first.headers().get("webhook-timestamp")) + 7);
        new Webhook(Hooks.SECRET).verify(second.contentUtf8(), headers(second));
    }

    @Test
    void during_a_rotation_every_valid_key_signs_and_an_expired_one_does_not() throws Exception {
        String[] secrets = new String[3];
        for (int i = 0; i < secrets.length; i++) {
            secrets[i] = channel.newSecrets().getFirst().reveal();
        }
        Endpoint one = Hooks.endpoint(sink.url());
        Endpoint rotating = new Endpoint(
                one.id(),
                one.key(),
                one.address(),
                true,
                null,
                null,
                List.of(
                        SigningSecrets.of(secrets[0]),
                        SigningSecrets.of(secrets[1]).endingAt(now.get().plus(Duration.ofHours(1))),
                        SigningSecrets.of(secrets[2]).endingAt(now.get())),
                one.auth(),
                Map.of(),
                null,
                null,
                one.createdAt(),
                one.updatedAt());
        channel.send(Hooks.message(rotating));

        AggregatedHttpRequest got = sink.received.take();
        assertThat(got.headers().get("webhook-signature", "").split(" ")).hasSize(2);
        new Webhook(secrets[0]).verify(got.contentUtf8(), headers(got));
        new Webhook(secrets[1]).verify(got.contentUtf8(), headers(got));
        assertThatThrownBy(() -> new Webhook(secrets[2]).verify(got.contentUtf8(), headers(got)))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @Test
    void an_ed25519_key_signs_as_v1a() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        String written = "whsk_" + Base64.getEncoder().encodeToString(seed);
        channel.send(Hooks.message(Hooks.endpoint(sink.url(), new EndpointAuth.None(), Map.of(), written)));

        AggregatedHttpRequest got = sink.received.take();
        String signature = got.headers().get("webhook-signature", "");
        assertThat(signature).startsWith("v1a,");
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(pair.getPublic());
        verifier.update((got.headers().get("webhook-id") + "." + got.headers().get("webhook-timestamp") + "."
                        + got.contentUtf8())
                .getBytes(StandardCharsets.UTF_8));
        assertThat(verifier.verify(Base64.getDecoder().decode(signature.substring("v1a,".length()))))
                .isTrue();
    }

    private static HttpHeaders headers(AggregatedHttpRequest request) {
        return HttpHeaders.of(
                request.headers().stream()
                        .collect(Collectors.groupingBy(
                                header -> header.getKey().toString(),
                                Collectors.mapping(Map.Entry::getValue, Collectors.toList()))),
                (name, value) -> !name.startsWith(":"));
    }
}
