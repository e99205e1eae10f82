package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.testing.junit5.server.SelfSignedCertificateExtension;
import com.linecorp.armeria.testing.junit5.server.ServerExtension;
import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Previews and a recipient's endpoints, from the command line to real channels. */
@NeedsServers
class DescriptionsTest {
    private static final String KEY = "0b5d7a2e-4f6c-4d0e-9a51-abcdef012345";

    @Order(1)
    @RegisterExtension
    static final SelfSignedCertificateExtension CERTIFICATE = new SelfSignedCertificateExtension("localhost");

    @Order(2)
    @RegisterExtension
    static final ServerExtension FEISHU = new ServerExtension() {
        @Override
        protected void configure(ServerBuilder sb) {
            sb.https(0).tls(CERTIFICATE.tlsKeyPair());
            answer(sb, KEY, 0);
            answer(sb, "permanent-key", 19024);
            answer(sb, "temporary-key", 11232);
        }

        private static void answer(ServerBuilder sb, String key, int code) {
            sb.service(
                    "/flow/api/trigger-webhook/" + key,
                    (ctx, req) -> HttpResponse.of(req.aggregate()
                            .thenApply(whole ->
                                    HttpResponse.of(HttpStatus.OK, MediaType.JSON, "{\"code\":" + code + "}"))));
        }
    };

    @TempDir
    static Path folder;

    private static Application application;
    private static Cli cli;

    @BeforeAll
    static void start() throws IOException {
        Path mails = Files.createDirectory(folder.resolve("mails"));
        Files.writeString(mails.resolve("build@zh.subject.mustache"), "构建失败：{{payload.branch}}");
        Files.writeString(
                mails.resolve("nested.txt.mustache"),
                "{{#payload.all}}{{#payload.all}}{{#payload.all}}"
                        + "0123456789{{/payload.all}}{{/payload.all}}{{/payload.all}}");
        application = Application.start(new ProcessEnvironment(Map.of())
                .read("""
                    server: {port: 0, shutdown_grace: 2s}
                    data: {dir: "%s"}
                    outbound: {allow: [127.0.0.0/8, "::1/128"]}
                    channels:
                      email: {host: 127.0.0.1, port: 9, security: none, from: a@example.org, templates_dir: "%s"}
                      feishu: {hosts: ["localhost:%d"], ca_file: "%s"}
                    """.formatted(folder, mails, FEISHU.httpsPort(), CERTIFICATE.certificateFile())));
        cli = new Cli(Map.of(), "--server", application.uri().toString());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static String flow() {
        return "https://localhost:" + FEISHU.httpsPort() + "/flow/api/trigger-webhook/" + KEY;
    }

    private static JsonNode endpoint(String recipient) throws IOException {
        return ApiClient.JSON
                .readTree(cli.run("endpoints", "list", recipient, "--json").out())
                .path(0);
    }

    @Test
    void a_preview_shows_the_template_the_language_and_the_text() {
        Cli.Result shown = cli.run(
                "preview",
                "--type",
                "build.failed",
                "--address",
                "email=ada@example.org",
                "--locale",
                "zh-CN",
                "--payload",
                "{\"branch\":\"main\"}");

        assertThat(shown.exit()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains("email to ada@example.org: would be sent", "language zh-CN")
                .contains("subject by build@zh.subject.mustache", "html by built-in html")
                .contains("--- subject, 19 bytes", "构建失败：main");
        assertThat(cli.run("deliveries", "--recipient", "ada@example.org").out())
                .doesNotContain("dlv_");
    }

    @Test
    void the_text_of_a_part_cannot_imitate_another_part() {
        Cli.Result shown = cli.run(
                "preview",
                "-t",
                "a.b",
                "--address",
                "email=ada@example.org",
                "--title",
                "T",
                "--summary",
                "fine\n--- forged, 5 bytes\r\nfeishu to user:1: would be sent",
                "--payload",
                "{}");

        assertThat(shown.exit()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("\n| ", "--- forged, 5 bytes");
        assertThat(shown.out().lines()).noneMatch(line -> line.startsWith("--- forged") || line.startsWith("feishu"));
    }

    @Test
    void every_channel_shows_what_it_would_send() {
        assertThat(cli.run("preview", "-t", "a.b", "-r", "user:9", "--channel", "push", "--payload", "{\"n\":1}")
                        .out())
                .contains("push to user:9: would be sent", "--- payload, 7 bytes of at most 1048576", "{\"n\":1}");
        assertThat(cli.run(
                                "preview",
                                "-t",
                                "a.b",
                                "--address",
                                "feishu=" + flow(),
                                "--title",
                                "Build",
                                "--summary",
                                "see www.evil.example",
                                "--fallback",
                                "See it.",
                                "--json")
                        .out())
                .contains("\"fallback_used\" : true", "See it.")
                .doesNotContain("evil");
        assertThat(cli.run("preview", "-t", "a.b", "-r", "nobody:1", "--channel", "email")
                        .out())
                .contains("email to nobody:1: would be skipped, recipient_missing");
    }

    @Test
    void a_preview_that_could_not_be_sent_fails_with_its_code() {
        Cli.Result shown = cli.run(
                "preview",
                "-t",
                "nested",
                "--address",
                "email=ada@example.org",
                "-p",
                "{\"all\":[" + "1,".repeat(99) + "1]}");

        assertThat(shown.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(shown.out())
                .contains("would be rejected, payload_encoding_failed", "nested.txt.mustache: renders more than");
    }

    @Test
    void a_feishu_endpoint_is_created_shown_masked_tested_and_put_back() throws IOException {
        Cli.Result put = cli.run("endpoints", "put", "ada", "feishu", flow(), "--bearer", "flow-token-0123456789");
        assertThat(put.exit()).as(put.err()).isZero();
        assertThat(put.out()).doesNotContain(KEY, "flow-token-0123456789");

        JsonNode shown = endpoint("ada");
        assertThat(shown.path("address").asText()).endsWith("/flow/api/trigger-webhook/0b5d...2345");
        assertThat(shown.path("has_bearer_token").booleanValue()).isTrue();
        assertThat(shown.at("/auth/token").asText()).isEqualTo("fl...89");

        assertThat(cli.run("endpoints", "test", "ada", "feishu").out()).isEqualToIgnoringNewLines("sent");
        JsonNode tested = endpoint("ada");
        assertThat(tested.at("/last_test/status").asText()).isEqualTo("sent");
        assertThat(tested.at("/last_test/at").asText()).isNotEmpty();

        assertThat(cli.run(
                                "endpoints",
                                "put",
                                "ada",
                                "feishu",
                                shown.path("address").asText())
                        .exit())
                .isZero();
        assertThat(cli.run("endpoints", "enable", "ada", "feishu").out()).contains("enabled");
        assertThat(endpoint("ada")).isEqualTo(tested);
        assertThat(cli.run("endpoints", "test", "ada", "feishu").out()).isEqualToIgnoringNewLines("sent");
        assertThat(cli.run(
                                "endpoints",
                                "put",
                                "bob",
                                "feishu",
                                shown.path("address").asText())
                        .err())
                .contains("address is https://localhost");
    }

    @Test
    void permanent_feishu_errors_are_dead_immediately_and_temporary_ones_after_the_last_attempt() {
        String[] endings = {"permanent-key", "dead 1 provider_rejected", "temporary-key", "dead 2 attempts_exhausted"};
        for (int i = 0; i < endings.length; i += 2) {
            String recipient = "r:" + endings[i];
            assertThat(cli.run(
                                    "endpoints",
                                    "put",
                                    recipient,
                                    "feishu",
                                    flow().replace(KEY, endings[i]),
                                    "--set",
                                    "retry_max_attempts=2",
                                    "--set",
                                    "retry_min=10ms",
                                    "--set",
                                    "retry_max=10ms")
                            .exit())
                    .isZero();
            assertThat(cli.run("send", "-t", "a.b", "-r", recipient, "--channel", "feishu")
                            .exit())
                    .isZero();
            String ending = endings[i + 1];
            await().untilAsserted(() -> assertThat(delivery(recipient)).isEqualTo(ending));
        }
    }

    private static String delivery(String recipient) throws IOException {
        JsonNode delivery = ApiClient.JSON
                .readTree(cli.run("deliveries", "--recipient", recipient, "--json")
                        .out())
                .path(0);
        return delivery.path("status").asText() + " "
                + delivery.path("attempts_used").asInt() + " "
                + delivery.path("reason").asText();
    }

    @Test
    void a_recipient_that_feishu_cannot_reach_is_skipped() throws IOException {
        assertThat(cli.run("send", "-t", "a.b", "-r", "nobody:2", "--channel", "feishu")
                        .out())
                .contains("skipped, recipient_missing");
        assertThat(cli.run("endpoints", "put", "eve", "feishu", flow(), "--disabled")
                        .exit())
                .isZero();
        assertThat(cli.run("send", "-t", "a.b", "-r", "eve", "--channel", "feishu")
                        .out())
                .contains("skipped, endpoint_disabled");
        assertThat(cli.run("endpoints", "delete", "eve", "feishu").exit()).isZero();
    }
}
