package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.Terminal;
import dev.tidings.cli.demo.Behavior;
import dev.tidings.cli.demo.ReceivedWebhook;
import dev.tidings.cli.demo.SinkServer;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.text.DisplayText;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The remote commands with a running server. */
@NeedsServers
class CommandsTest {
    private static final List<ReceivedWebhook> RECEIVED = new CopyOnWriteArrayList<>();

    @TempDir
    static Path folder;

    @TempDir
    Path files;

    private static Application application;
    private static SinkServer sink;
    private static Cli cli;

    @BeforeAll
    static void start() throws IOException {
        Behavior behavior = received -> received.path().startsWith("/busy")
                ? Behavior.Answer.status(429).with("Retry-After", "3600")
                : Behavior.Answer.status(received.path().startsWith("/bad") ? 422 : 200);
        sink = SinkServer.start(0, behavior, RECEIVED::add, InstantSource.system());
        application = Application.start(Configurations.of(folder));
        cli = new Cli(Map.of(), "--server", application.uri().toString());
    }

    @AfterAll
    static void stop() {
        application.close();
        sink.close();
    }

    private static void endpoint(String recipient, String path) {
        assertThat(cli.run("endpoints", "put", recipient, "webhook", sink.uri() + path, "--set", "final_statuses=422")
                        .exit())
                .isZero();
    }

    private static String id(String text, String prefix) {
        Matcher matcher = Pattern.compile(prefix + "_[0-9A-Z]{26}").matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group();
    }

    private static JsonNode delivery(String recipient) throws IOException {
        return ApiClient.JSON
                .readTree(cli.run("deliveries", "--recipient", recipient, "--json")
                        .out())
                .path(0);
    }

    private static void awaitStatus(String recipient, String status) {
        await().until(() -> status.equals(delivery(recipient).path("status").asText()));
    }

    @Test
    void an_intent_from_options_is_accepted_delivered_and_explained() throws IOException {
        endpoint("one:1", "/one");
        Cli.Result sent = cli.run(
                "send",
                "--type",
                "build.failed",
                "-r",
                "one:1",
                "--payload",
                "{\"build\":42}",
                "--idempotency-key",
                "k1");
        assertThat(sent.exit()).as(sent.err()).isZero();
        assertThat(sent.out()).startsWith("Accepted: ntf_").contains("webhook to one:1");
        awaitStatus("one:1", "sent");
        assertThat(RECEIVED).anySatisfy(received -> {
            assertThat(received.path()).isEqualTo("/one");
            assertThat(received.text()).contains("\"data\":{\"build\":42}");
        });
        Cli.Result again = cli.run(
                "send",
                "--type",
                "build.failed",
                "-r",
                "one:1",
                "--payload",
                "{\"build\":42}",
                "--idempotency-key",
                "k1");
        assertThat(again.out()).startsWith("Replayed").contains(id(sent.out(), "ntf"));
        assertThat(cli.run("show", id(sent.out(), "ntf")).out())
                .contains("build.failed by tidings-cli")
                .contains("attempt 1")
                .contains("answered 200")
                .contains("=> sent");
    }

    @Test
    void a_file_is_sent_in_batches_and_replayed_when_sent_again() throws IOException {
        endpoint("many:1", "/many");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            lines.append("{\"event\":\"push\",\"payload\":{\"n\":")
                    .append(i % 100)
                    .append(",\"x\":1.50}}\n");
        }
        Path file = Files.writeString(files.resolve("events.jsonl"), lines);
        String[] send = {"send", "--file", file.toString(), "-r", "many:1", "--batch", "25", "--in-flight", "3"};
        Cli.Result first = cli.run(send);
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out()).contains("120 new, 0 replayed, 0 refused");
        assertThat(cli.run(send).out()).contains("0 new, 120 replayed, 0 refused");
        await().until(() -> RECEIVED.stream()
                        .filter(received -> received.path().equals("/many"))
                        .count()
                == 120);
        assertThat(RECEIVED).anyMatch(received -> received.text().contains("\"data\":{\"n\":7,\"x\":1.50}"));
    }

    @Test
    void refused_lines_are_listed_by_number_and_the_others_are_accepted() throws IOException {
        Path file = Files.writeString(files.resolve("mixed.jsonl"), """
            {"event":"ok","payload":{}}
            no json
            {"payload":{}}
            {"event":"not a type!","payload":{}}

            {"event":"ok","payload":{"n":2}}
            """);
        Cli.Result sent = cli.run("send", "--file", file.toString(), "-r", "mixed:1");
        assertThat(sent.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(sent.out())
                .contains("2 new, 0 replayed, 3 refused")
                .contains("line 2 refused: not JSON")
                .contains("line 3 refused: the field 'event' with the type is missing")
                .contains("line 4 refused: type is not a type!")
                .contains("2 of 2 deliveries were skipped: recipient_missing (the recipient has no endpoint")
                .contains("tidings endpoints put mixed:1 webhook");
    }

    @Test
    void an_unreachable_recipient_is_reported_immediately() {
        Cli.Result sent = cli.run("send", "--type", "welcome", "-r", "nobody:1");
        assertThat(sent.exit()).isZero();
        assertThat(sent.out()).contains("skipped, recipient_missing (the recipient has no endpoint for the channel)");
    }

    @Test
    void a_dead_letter_is_listed_explained_and_replayed() throws IOException {
        endpoint("dead:1", "/bad");
        Cli.Result sent = cli.run("send", "--type", "comment.added", "-r", "dead:1");
        String delivery = id(sent.out(), "dlv");
        awaitStatus("dead:1", "dead");
        assertThat(cli.run("dead-letters", "--recipient", "dead:1").out())
                .contains(delivery)
                .contains("http_4xx")
                .containsPattern("T[0-9:.]+Z  comment.added +webhook +dead:1 +dead +1");
        Terminal narrow = new Terminal(true, true, true, OptionalInt.of(100));
        Cli watched = new Cli(Map.of(), narrow, "--server", application.uri().toString());
        assertThat(watched.run("dead-letters", "--recipient", "dead:1").out())
                .contains(delivery, "\u001b[31mdead\u001b[")
                .containsPattern("(now|[0-9]+s ago) +comment");
        assertThat(cli.run("show", delivery).out()).contains("answered 422").contains("tidings replay " + delivery);
        endpoint("dead:1", "/good");
        assertThat(cli.run("replay", "--status", "dead", "--recipient", "dead:1")
                        .out())
                .startsWith("1 deliveries match");
        assertThat(delivery("dead:1").path("status").asText()).isEqualTo("dead");
        assertThat(cli.run("replay", delivery).exit()).isZero();
        awaitStatus("dead:1", "sent");
        assertThat(cli.run("show", delivery).out()).contains("replayed 1 time").contains("attempt 2");
    }

    @Test
    void replaying_by_filter_is_a_dry_run_by_default() throws IOException {
        endpoint("filter:1", "/bad");
        assertThat(cli.run("send", "--type", "a.b", "-r", "filter:1").exit()).isZero();
        awaitStatus("filter:1", "dead");
        endpoint("filter:1", "/good");
        Cli.Result done = cli.run("replay", "--status", "dead", "--recipient", "filter:1", "--yes");
        assertThat(done.exit()).as(done.err()).isZero();
        awaitStatus("filter:1", "sent");
        assertThat(cli.run("replay").exit()).isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void waiting_deliveries_can_be_canceled() {
        endpoint("later:1", "/later");
        Cli.Result sent = cli.run("send", "--type", "a.b", "-r", "later:1", "--not-before", "2999-01-01T00:00:00Z");
        String delivery = id(sent.out(), "dlv");
        assertThat(cli.run("cancel", delivery).out()).contains("canceled");
    }

    @Test
    void waiting_deliveries_are_canceled_by_filter_in_a_bulk_run() {
        endpoint("later:2", "/later");
        String sent = cli.run("send", "--type", "a.b", "-r", "later:2", "--not-before", "2999-01-01T00:00:00Z")
                .out();
        String notification = id(sent, "ntf");

        assertThat(cli.run("cancel", "--notification", notification).out())
                .contains("1 deliveries match; add --yes to cancel them.");
        assertThat(cli.run("cancel", "--notification", notification, "--yes").out())
                .contains("canceled 1 of 1");

        assertThat(cli.run("show", id(sent, "dlv")).out()).contains("canceled");
        String run = id(cli.run("bulk-runs", "list").out(), "run");
        assertThat(cli.run("bulk-runs", "get", run).out()).contains("cancel " + run + " finished: 1 of 1 done");
        assertThat(cli.run("bulk-runs", "cancel", run).out()).contains("finished");
        assertThat(cli.run("bulk-runs", "get", "run_1").exit()).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    void deliveries_of_a_paused_endpoint_are_explained_and_sent_once_it_is_fixed() throws IOException {
        endpoint("busy:1", "/busy");
        String failed = id(cli.run("send", "--type", "a.b", "-r", "busy:1").out(), "dlv");
        awaitStatus("busy:1", "failed");
        await().until(() -> cli.run("endpoints", "list", "busy:1").out().contains("requested a pause until"));
        String waiting = id(cli.run("send", "--type", "a.b", "-r", "busy:1").out(), "dlv");
        await().until(() -> cli.run("show", waiting).out().contains("requested a pause with Retry-After"));
        assertThat(cli.run("show", failed).out())
                .contains("failed, waits until ")
                .contains("Its endpoint requested a pause with Retry-After. What changes it: tidings why " + failed);
        assertThat(cli.run("deliveries", "--recipient", "busy:1").out()).contains("endpoint_retry_after");
        assertThat(cli.run("why", failed).out())
                .contains("Its endpoint requested a pause with Retry-After. It waits until ")
                .contains("; end the pause with: tidings endpoints unblock busy:1 webhook");
        assertThat(cli.run("retry-now", "--recipient", "busy:1", "--status", "failed,pending")
                        .out())
                .startsWith("2 deliveries match; add --yes to retry-now them");

        endpoint("busy:1", "/good");
        await().untilAsserted(() -> assertThat(cli.run("show", failed).out()).contains("=> sent"));
        await().untilAsserted(() -> assertThat(cli.run("show", waiting).out()).contains("=> sent"));
        assertThat(cli.run("retry-now", failed).exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(cli.run("endpoints", "unblock", "busy:1", "webhook").out()).contains("webhook of busy:1: enabled");
    }

    @Test
    void a_delivery_over_the_rate_of_its_endpoint_names_the_rate() throws IOException {
        cli.run("endpoints", "put", "slow:1", "webhook", sink.uri() + "/slow", "--set", "rate_per_second=0.01");
        assertThat(cli.run("send", "--type", "a.b", "-r", "slow:1").exit()).isZero();
        awaitStatus("slow:1", "sent");

        String over = id(cli.run("send", "--type", "a.b", "-r", "slow:1").out(), "dlv");

        await().until(() -> cli.run("why", over)
                .out()
                .contains("It waits for its endpoint's limit of 0.01 sends per second. It waits until "));
        assertThat(cli.run("cancel", over).exit()).isZero();
        assertThat(cli.run("why", over).out()).contains("It was canceled at ");
    }

    @Test
    void endpoints_are_listed_tested_paused_enabled_and_removed() {
        Cli.Result put = cli.run("endpoints", "put", "ep:1", "webhook", sink.uri() + "/ep", "--bearer", "sesame-open");
        assertThat(put.out()).contains("whsec_").doesNotContain("sesame-open");
        assertThat(cli.run("endpoints", "list", "ep:1").out()).contains("/ep").contains("enabled");
        assertThat(cli.run("endpoints", "list", "ep:1", "--json").out()).doesNotContain("sesame-open");
        assertThat(cli.run("endpoints", "test", "ep:1", "webhook").out()).startsWith("sent");
        assertThat(cli.run("endpoints", "pause", "ep:1", "webhook", "--until", "2027-01-31T08:00:00Z")
                        .out())
                .contains("paused until 2027");
        assertThat(cli.run("endpoints", "resume", "ep:1", "webhook").out()).contains("enabled");
        assertThat(cli.run("endpoints", "put", "ep:1", "webhook", sink.uri() + "/ep", "--disabled")
                        .out())
                .contains("disabled");
        assertThat(cli.run("endpoints", "enable", "ep:1", "webhook").out()).contains("enabled");
        String id = cli.run("endpoints", "get", "ep:1", "webhook").out().split(":", 2)[0];
        assertThat(cli.run("endpoints", "stats", id).out()).contains("circuit: closed");
        assertThat(cli.run("endpoints", "recover", id, "--since", "2020-01-31T08:00:00Z")
                        .out())
                .startsWith("run_")
                .contains("--endpoint " + id);
        assertThat(cli.run("endpoints", "patch", id, "--types", "order.*", "--metadata", "team=a", "--disable")
                        .out())
                .contains(id + ": disabled");
        assertThat(cli.run("endpoints", "get", id).out())
                .contains("types: order.*")
                .contains("metadata team: a");
        assertThat(cli.run("endpoints", "list", "--enabled", "false").out()).contains(id);
        assertThat(cli.run("endpoints", "create", "ep:1", "webhook", sink.uri() + "/ep")
                        .err())
                .contains(id);
        assertThat(cli.run("endpoints", "get", "ep:1").err()).contains("no endpoint selected");
        assertThat(cli.run("endpoints", "patch", id).err()).contains("nothing to change");
        assertThat(cli.run("endpoints", "delete", "ep:1", "webhook").out()).contains("Removed");
        assertThat(cli.run("endpoints", "list", "ep:1").out()).contains("has no endpoint");
        assertThat(cli.run("endpoints", "test", "ep:1", "webhook").exit()).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    void a_refusal_names_field_value_and_expectation() {
        Cli.Result refused = cli.run("endpoints", "put", "x:1", "webhook", "ftp://example.org");
        assertThat(refused.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(refused.err())
                .startsWith("tidings: address is ftp://example.org")
                .contains("expected an http");
        assertThat(cli.run("show", "dlv_01M7Z4ZQ998T1TT2N4D53VH2S2").err()).contains("no delivery");
        assertThat(cli.run("show", "nonsense").exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(cli.run("why", "dlv_01M7Z4ZQ998T1TT2N4D53VH2S2").err()).contains("no delivery");
        assertThat(cli.run("why", "ntf_01M7Z4ZQ998T1TT2N4D53VH2S2").exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(cli.run("why", "nonsense").exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(cli.run("deliveries", "--since", "yesterday").exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(cli.run("quarantine").out()).contains("The quarantine is empty");
        await().untilAsserted(() -> assertThat(cli.run("nodes").out())
                .contains("STATE")
                .contains("alive")
                .contains("webhook 0/64"));
        assertThat(cli.run("nodes", "--json").out()).contains("\"state\" : \"alive\"");
    }

    @Test
    void an_unreachable_server_is_a_one_line_error_with_its_own_exit_code() {
        Cli elsewhere = new Cli(Map.of(), "--server", "http://127.0.0.1:1");
        Cli.Result result = elsewhere.run("deliveries");
        assertThat(result.exit()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(result.err())
                .contains("no Tidings server at http://127.0.0.1:1")
                .contains("tidings serve");
        assertThat(elsewhere.run("send", "--type", "a.b").exit()).isEqualTo(ExitCodes.UNREACHABLE);
    }

    @Test
    void no_invalid_input_of_a_command_is_reported_as_an_internal_error() throws IOException {
        Path packed = Files.write(files.resolve("events.jsonl.gz"), new byte[] {0x1F, (byte) 0x8B, 8, 0, 0});
        Path wide = Files.write(files.resolve("wide.jsonl"), new byte[] {(byte) 0xFF, (byte) 0xFE, '{', 0});
        Map<List<String>, String> inputs = Map.of(
                List.of("send", "--file", packed.toString(), "-r", "u"), "compressed with gzip",
                List.of("send", "--file", wide.toString(), "-r", "u"), "UTF-16",
                List.of("send", "--file", files.toString(), "-r", "u"), "is a folder",
                List.of("send", "--file", files.resolve("none").toString(), "-r", "u"), "cannot read",
                List.of("send", "-t", "t", "-r", "u", "-p", "@" + files), "tidings: ",
                List.of("send", "-t", "t", "-r", "u", "-p", "{"), "tidings: ",
                List.of("preview", "-t", "t", "-r", "u", "-p", "@" + files), "tidings: ",
                List.of("endpoints", "pause", "u", "webhook", "--until", "soon"), "until",
                List.of("tokens", "create", "u", "--ttl", "long"), "--ttl is long",
                List.of("show", "x"), "is not an id");
        inputs.forEach((arguments, told) -> {
            Cli.Result result = cli.run(arguments.toArray(String[]::new));
            assertThat(result.exit()).as("%s: %s", arguments, result.err()).isIn(1, 2);
            assertThat(result.err()).as("%s", arguments).contains(told).doesNotContain("defect", "\tat ");
        });
    }

    @Test
    void the_server_may_be_given_without_a_scheme_and_invalid_addresses_are_refused() {
        String address = application.uri().getHost() + ":" + application.uri().getPort();
        assertThat(new Cli(Map.of(), "--server", address).run("nodes").exit()).isZero();
        for (String wrong : List.of("ftp://host", "http://", "http://me:tell-nobody@host", "a b", "")) {
            Cli.Result result = new Cli(Map.of(), "--server", wrong).run("nodes");
            assertThat(result.exit()).as("%s: %s", wrong, result.err()).isEqualTo(2);
            assertThat(result.err()).contains("--server is ").doesNotContain("tell-nobody", "defect");
        }
    }

    @Test
    void a_mistyped_command_or_option_suggests_the_nearest() {
        assertThat(cli.run("sned").err()).contains("did you mean: tidings send");
        assertThat(cli.run("endpoints", "lst", "u").err()).contains("did you mean: tidings endpoints list");
        assertThat(cli.run("nodes", "--al").err()).contains("did you mean: tidings nodes --all");
        assertThat(cli.run("xyzzyxyzzy").err()).contains("xyzzyxyzzy").doesNotContain("did you mean");
    }

    @Test
    void a_file_may_be_read_from_standard_input() {
        endpoint("stdin:1", "/stdin");
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("{\"event\":\"a\",\"payload\":1}\n".getBytes(StandardCharsets.UTF_8)));
        try {
            Cli.Result sent = cli.run("send", "--file", "-", "-r", "stdin:1");
            assertThat(sent.exit()).as(sent.err()).isZero();
        } finally {
            System.setIn(before);
        }
        awaitStatus("stdin:1", "sent");
    }

    @Test
    void keys_are_rotated_tokens_are_created_and_presence_is_shown() {
        endpoint("more:1", "/more");
        assertThat(cli.run("endpoints", "rotate-secret", "more:1", "webhook").out())
                .startsWith("whsec_");
        Cli.Result token = cli.run("tokens", "create", "more:1", "--ttl", "10m");
        assertThat(token.exit()).as(token.err()).isZero();
        assertThat(token.out().split("\\.")).hasSize(3);
        assertThat(cli.run("presence", "--recipient", "more:1").out()).contains("more:1");
    }

    @Test
    void an_intent_is_shown_with_its_keys_and_masked_addresses() {
        Cli.Result sent = cli.run(
                "send",
                "-t",
                "shown",
                "--address",
                "webhook=" + sink.uri() + "/shown?token=tell-nobody",
                "-p",
                "{\"build\":42}",
                "--idempotency-key",
                "shown-1",
                "--dedupe-key",
                "same-thing",
                "--ordering-key",
                "order-7",
                "--concurrency-key",
                "crm-7",
                "--ordering-on-dead",
                "halt",
                "--tag",
                "urgent",
                "--cancel-key",
                "thing-7",
                "--title",
                "T",
                "--summary",
                "S");
        assertThat(sent.exit()).as(sent.err()).isZero();

        String shown = cli.run("show", id(sent.out(), "ntf")).out();

        assertThat(shown)
                .contains(
                        "idempotency_key: shown-1",
                        "dedupe_key: same-thing",
                        "ordering_key: order-7",
                        "ordering_on_dead: halt",
                        "concurrency_key: crm-7",
                        "cancel_key: thing-7",
                        "tags: urgent",
                        "payload: {\"build\":42}",
                        "title: T",
                        "/shown?…")
                .doesNotContain("tell-nobody");
    }

    /** Escape sequences, a forged last line, C1 controls, separators and a bidirectional override. */
    @Test
    void text_of_a_producer_cannot_forge_lines_or_control_the_terminal() throws IOException {
        String attack = "fine\u001b[2J\r\n  => sent\u009b31m\u0085\u2028\u2029\u202e\u2066";
        endpoint("forged:1", "/bad");
        String sent = cli.run(
                        "send",
                        "-t",
                        "forged",
                        "-r",
                        "forged:1",
                        "--title",
                        "T",
                        "--summary",
                        attack,
                        "-p",
                        ApiClient.JSON.createArrayNode().add(attack).toString())
                .out();
        awaitStatus("forged:1", "dead");

        String shown = cli.run("show", id(sent, "dlv")).out();

        assertThat(shown.lines().filter(line -> line.startsWith("  => ")))
                .singleElement()
                .asString()
                .startsWith("  => dead");
        assertThat(shown)
                .contains("summary: fine\\u001b[2J\\r\\n  => sent\\u009b31m\\u0085\\u2028\\u2029\\u202e\\u2066");
        String json = cli.run("show", id(sent, "ntf"), "--json").out();
        assertThat(ApiClient.JSON.readTree(json).at("/content/summary").asText())
                .isEqualTo(attack);
        for (String printed : List.of(
                shown,
                json,
                cli.run("deliveries").out(),
                cli.run("show", attack).err())) {
            assertThat(printed.lines())
                    .allSatisfy(line -> assertThat(DisplayText.flaw(line)).isNull());
        }
    }
}
