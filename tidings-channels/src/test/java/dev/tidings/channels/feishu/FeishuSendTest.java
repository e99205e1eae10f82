package dev.tidings.channels.feishu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.testing.junit5.server.SelfSignedCertificateExtension;
import dev.tidings.channels.http.RecordingEndpoint;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.notification.Content;
import dev.tidings.testkit.server.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeishuSendTest {
    @RegisterExtension
    static final SelfSignedCertificateExtension CERTIFICATE = new SelfSignedCertificateExtension("localhost");

    private static final String SIGNATURE = "FSgLyGJA1ovGC5eWQbO1FLOt/hby+o9CFFV/ZtoAmFw=";
    private static RecordingEndpoint sink;
    private static FeishuChannel channel;

    @BeforeAll
    static void start() {
        sink = Feishus.sink(CERTIFICATE);
        channel = Feishus.channel(Feishus.settings(CERTIFICATE, sink));
    }

    @AfterAll
    static void stop() {
        channel.close();
        sink.close();
    }

    @BeforeEach
    void accept() {
        sink.received.clear();
        answer(200, "{\"code\":0,\"msg\":\"success\"}");
    }

    @Test
    void a_flow_gets_json_with_all_fields() throws Exception {
        Endpoint endpoint = Feishus.endpoint(
                Feishus.flow(sink), new EndpointAuth.Bearer(new Secret("flow-token-0123456789")), Map.of());

        Outcome outcome = channel.send(Feishus.message(endpoint, Feishus.CONTENT));

        assertThat(outcome).isInstanceOf(Outcome.Sent.class);
        AggregatedHttpRequest request = sink.received.take();
        assertThat(request.headers().get("authorization")).isEqualTo("Bearer flow-token-0123456789");
        assertThat(json(request)).isEqualTo(JsonMapper.builder().build().readTree("""
            {"event": "build.failed", "version": "1",
             "notification_id": "ntf_01KAJ5Z0000000000000000000", "delivery_id": "dlv_01KAJ5Z0000000000000000000",
             "user": {"id": "user:42"},
             "message": {"title": "Build <at user_id=\\"all\\"></at>", "summary": "main is red",
                         "action_text": "查看详情", "action_url": "https://app.example.com/builds/7"},
             "trace_id": "0af7651916cd43dd8448eb211c80319c", "sent_at": "2026-11-21T10:15:30Z"}\
            """));
        assertThat(outcome.evidence().request())
                .startsWith("POST https://localhost:" + sink.port()
                        + "/flow/api/trigger-webhook/0b5d...2345\nauthorization: Bearer ****\nfallback_used: false\n")
                .doesNotContain(Feishus.KEY, "flow-token");
    }

    @Test
    void a_message_to_a_bot_with_a_secret_is_signed() throws Exception {
        Endpoint endpoint = Feishus.endpoint(Feishus.bot(sink), new EndpointAuth.None(), Map.of(), "shh-secret");

        Outcome outcome = channel.send(Feishus.message(endpoint, Feishus.CONTENT));

        JsonNode sent = json(sink.received.take());
        assertThat(sent.get("timestamp").textValue()).isEqualTo("1795256130");
        // printf '' | openssl dgst -sha256 -hmac "$(printf '1795256130\nshh-secret')" -binary | base64
        assertThat(sent.get("sign").textValue()).isEqualTo(SIGNATURE);
        assertThat(outcome.evidence().request()).doesNotContain(SIGNATURE).contains("****");
    }

    @Test
    void the_default_bot_message_is_a_post_that_ends_with_the_link() throws Exception {
        JsonNode sent = sentBy(Map.of("locale", "en"));

        assertThat(sent).isEqualTo(JsonMapper.builder().build().readTree("""
            {"msg_type": "post", "content": {"post": {"en_us": {
              "title": "Build <at user_id=\\"all\\"></at>",
              "content": [[{"tag": "text", "text": "main is red"}],
                          [{"tag": "a", "text": "Open", "href": "https://app.example.com/builds/7"}]]}}}}\
            """));
    }

    @Test
    void a_text_message_mentions_nobody_and_ends_with_the_link() throws Exception {
        assertThat(sentBy(Map.of("msg_type", "text")))
                .isEqualTo(JsonMapper.builder().build().readTree("""
                    {"msg_type": "text", "content": {
                      "text": "Build ＜at user_id=\\"all\\">＜/at>\\nmain is red\\nhttps://app.example.com/builds/7"}}\
                    """));
    }

    @Test
    void a_card_has_a_button() throws Exception {
        assertThat(sentBy(Map.of("msg_type", "interactive", "locale", "zh-CN")))
                .isEqualTo(JsonMapper.builder().build().readTree("""
                    {"msg_type": "interactive", "card": {
                      "config": {"wide_screen_mode": true},
                      "header": {"title": {"tag": "plain_text", "content": "Build <at user_id=\\"all\\"></at>"}},
                      "elements": [
                        {"tag": "div", "text": {"tag": "plain_text", "content": "main is red"}},
                        {"tag": "action", "actions": [
                          {"tag": "button", "type": "primary", "url": "https://app.example.com/builds/7",
                           "text": {"tag": "plain_text", "content": "查看详情"}}]}]}}\
                    """));
    }

    @Test
    void an_untrusted_summary_is_replaced_and_the_evidence_shows_it() throws Exception {
        Content content = new Content("Build", "go to www.evil.example", "See the build.", null);

        Outcome outcome = channel.send(Feishus.message(Feishus.endpoint(Feishus.bot(sink)), content));

        assertThat(outcome.evidence().request()).contains("fallback_used: true", "See the build.");
    }

    @Test
    void a_message_over_twenty_kilobytes_is_not_sent() throws Exception {
        Content content = new Content("t".repeat(20 * 1024), "main is red", null, null);

        Outcome outcome = channel.send(Feishus.message(Feishus.endpoint(Feishus.bot(sink)), content));

        assertCode(outcome, Outcome.Rejected.class, "payload_too_large");
        assertThat(sink.received).isEmpty();
    }

    @Test
    void evidence_is_truncated_to_4_KiB_between_characters() throws Exception {
        answer(200, "{\"code\":0,\"msg\":\"x" + "答".repeat(5_000) + "\"}");

        Outcome outcome = channel.send(Feishus.message(
                Feishus.endpoint(Feishus.bot(sink)), new Content("题".repeat(5_000), "main is red", null, null)));

        assertThat(outcome).isInstanceOf(Outcome.Sent.class);
        String response = Objects.requireNonNull(outcome.evidence().response());
        assertThat(response.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(4_094, 4_096);
        assertThat(response).endsWith("答");
        String request = Objects.requireNonNull(outcome.evidence().request());
        assertThat(request.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(4_096, 4_400);
        assertThat(request).endsWith("题");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "200, `{\"StatusCode\":0,\"StatusMessage\":\"success\"}`, sent, -",
                "200, ``, sent, -",
                "200, `<html>`, retry, provider_error",
                "200, `{\"code\":0}{\"code\":19001}`, retry, provider_error",
                "200, `{\"code\":11232,\"msg\":\"frequency limited\"}`, retry, provider_rate_limited",
                "200, `{\"code\":9499,\"msg\":\"too many request\"}`, retry, provider_rate_limited",
                "400, `{\"code\":9499,\"msg\":\"Bad Request\"}`, rejected, provider_rejected",
                "200, `{\"code\":19001,\"msg\":\"incoming webhook access token invalid\"}`, rejected,"
                        + " provider_auth_failed",
                "200, `{\"code\":19021,\"msg\":\"sign match fail\"}`, rejected, provider_auth_failed",
                "200, `{\"code\":19024,\"msg\":\"Key Words Not Found\"}`, rejected, provider_rejected",
                "200, `{\"code\":11246,\"msg\":\"parse card json err\"}`, rejected, provider_rejected",
                "200, `{\"code\":19002,\"msg\":\"params error, msg_type need\"}`, rejected, provider_rejected",
                "200, `{\"code\":19022,\"msg\":\"Ip Not Allowed\"}`, rejected, provider_auth_failed",
                "400, `{\"code\":99991400,\"msg\":\"request trigger frequency limit\"}`, retry, provider_rate_limited",
                "200, `{\"code\":11247}`, retry, provider_error",
                "200, `{\"code\":4711,\"msg\":\"new\"}`, retry, provider_error",
                "400, ``, retry, http_4xx",
                "302, ``, retry, http_3xx",
                "401, ``, retry, provider_auth_failed",
                "403, `{\"code\":19022}`, retry, provider_auth_failed",
                "408, ``, retry, http_408",
                "410, ``, skipped, endpoint_disabled",
                "429, ``, retry, provider_rate_limited",
                "500, `{\"code\":0}`, retry, provider_5xx",
            })
    void status_and_code_determine_the_outcome(int status, String body, String word, String code) throws Exception {
        answer(status, body);

        Outcome outcome = channel.send(Feishus.message(Feishus.endpoint(Feishus.bot(sink)), Feishus.CONTENT));

        switch (word) {
            case "sent" -> assertThat(outcome).isInstanceOf(Outcome.Sent.class);
            case "skipped" -> assertThat(((Outcome.Skipped) outcome).reason()).isEqualTo(code);
            case "retry" -> assertCode(outcome, Outcome.Retry.class, code);
            default -> assertCode(outcome, Outcome.Rejected.class, code);
        }
        assertThat(outcome.evidence().providerStatus()).isEqualTo(status);
    }

    @Test
    void a_platform_that_takes_no_connection_is_to_blame_for_all_its_endpoints() throws Exception {
        int port = FreePorts.free();
        String address = "https://localhost:" + port + "/open-apis/bot/v2/hook/" + Feishus.KEY;
        try (FeishuChannel own = Feishus.channel(Map.of("hosts", List.of("localhost:" + port)))) {
            assertCode(
                    own.send(Feishus.message(Feishus.endpoint(address), Feishus.CONTENT)),
                    Outcome.ProviderFailed.class,
                    "network_error");
            assertThat(own.provider(address)).isEqualTo("localhost:" + port);
            assertThat(own.provider("https://elsewhere.example.com/"))
                    .as("not an address of it")
                    .isNull();
        }
    }

    @Test
    void a_platform_whose_certificate_is_not_trusted_is_to_blame_for_all_its_endpoints() throws Exception {
        try (FeishuChannel own = Feishus.channel(Map.of("hosts", List.of("localhost:" + sink.port())))) {
            assertCode(
                    own.send(Feishus.message(Feishus.endpoint(Feishus.bot(sink)), Feishus.CONTENT)),
                    Outcome.ProviderFailed.class,
                    "tls_self_signed");
        }
    }

    private static JsonNode sentBy(Map<String, String> settings) throws Exception {
        Endpoint endpoint = Feishus.endpoint(Feishus.bot(sink), new EndpointAuth.None(), settings);
        assertThat(channel.send(Feishus.message(endpoint, Feishus.CONTENT))).isInstanceOf(Outcome.Sent.class);
        return json(sink.received.take());
    }

    private static void answer(int status, String body) {
        sink.answers(request -> HttpResponse.of(HttpStatus.valueOf(status), MediaType.JSON_UTF_8, body));
    }

    private static void assertCode(Outcome outcome, Class<? extends Outcome> kind, String code) {
        assertThat(outcome).isInstanceOf(kind).hasFieldOrPropertyWithValue("code", code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"code":0,"msg":"ok","data":"        | sent
        {"msg":"ok                           | sent
        {"code":11232,"msg":"too ma          | provider_rate_limited
        {"msg":"no","code":19024,"data":{"a" | provider_rejected
        """)
    void a_truncated_response_counts_as_far_as_it_was_read(String body, String code) throws Exception {
        sink.answers(request -> HttpResponse.of(
                ResponseHeaders.of(HttpStatus.OK),
                StreamMessage.concat(
                        StreamMessage.of(HttpData.ofUtf8(body)),
                        StreamMessage.aborted(new IOException("broken off")))));
        Outcome outcome = channel.send(Feishus.message(Feishus.endpoint(Feishus.bot(sink)), Feishus.CONTENT));
        assertThat(
                        switch (outcome) {
                            case Outcome.Sent sent -> "sent";
                            case Outcome.Retry retry -> retry.code();
                            case Outcome.ProviderFailed failed -> failed.code();
                            case Outcome.Rejected rejected -> rejected.code();
                            case Outcome.NotTried shortage -> shortage.reason();
                            case Outcome.Skipped skipped -> skipped.reason();
                        })
                .isEqualTo(code);
    }

    private static JsonNode json(AggregatedHttpRequest request) throws Exception {
        return JsonMapper.builder().build().readTree(request.contentUtf8());
    }
}
