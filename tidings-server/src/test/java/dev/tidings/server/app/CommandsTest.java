package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.text.DisplayText;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The remote commands with a running server. */
@NeedsServers
class CommandsTest {
    @RegisterExtension
    static final CommandServer SERVER = new CommandServer();

    @TempDir
    Path files;

    @Test
    void endpoints_are_listed_tested_paused_enabled_and_removed() {
        Cli.Result put =
                SERVER.run("endpoints", "put", "ep:1", "webhook", SERVER.sinkUri() + "/ep", "--bearer", "sesame-open");
        assertThat(put.out()).contains("whsec_").doesNotContain("sesame-open");
        assertThat(SERVER.run("endpoints", "list", "ep:1").out())
                .contains("/ep")
                .contains("enabled");
        assertThat(SERVER.run("endpoints", "list", "ep:1", "--json").out()).doesNotContain("sesame-open");
        assertThat(SERVER.run("endpoints", "test", "ep:1", "webhook").out()).startsWith("sent");
        assertThat(SERVER.run("endpoints", "pause", "ep:1", "webhook", "--until", "2027-01-31T08:00:00Z")
                        .out())
                .contains("paused until 2027");
        assertThat(SERVER.run("endpoints", "resume", "ep:1", "webhook").out()).contains("enabled");
        assertThat(SERVER.run("endpoints", "put", "ep:1", "webhook", SERVER.sinkUri() + "/ep", "--disabled")
                        .out())
                .contains("disabled");
        assertThat(SERVER.run("endpoints", "enable", "ep:1", "webhook").out()).contains("enabled");
        String id = SERVER.run("endpoints", "get", "ep:1", "webhook").out().split(":", 2)[0];
        assertThat(SERVER.run("endpoints", "stats", id).out()).contains("circuit: closed");
        assertThat(SERVER.run("endpoints", "recover", id, "--since", "2020-01-31T08:00:00Z")
                        .out())
                .startsWith("run_")
                .contains("--endpoint " + id);
        assertThat(SERVER.run("endpoints", "patch", id, "--types", "order.*", "--metadata", "team=a", "--disable")
                        .out())
                .contains(id + ": disabled");
        assertThat(SERVER.run("endpoints", "get", id).out())
                .contains("types: order.*")
                .contains("metadata team: a");
        assertThat(SERVER.run("endpoints", "list", "--enabled", "false").out()).contains(id);
        assertThat(SERVER.run("endpoints", "create", "ep:1", "webhook", SERVER.sinkUri() + "/ep")
                        .err())
                .contains(id);
        assertThat(SERVER.run("endpoints", "get", "ep:1").err()).contains("no endpoint selected");
        assertThat(SERVER.run("endpoints", "patch", id).err()).contains("nothing to change");
        assertThat(SERVER.run("endpoints", "delete", "ep:1", "webhook").out()).contains("Removed");
        assertThat(SERVER.run("endpoints", "list", "ep:1").out()).contains("has no endpoint");
        assertThat(SERVER.run("endpoints", "test", "ep:1", "webhook").exit()).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    void a_refusal_names_field_value_and_expectation() {
        Cli.Result refused = SERVER.run("endpoints", "put", "x:1", "webhook", "ftp://example.org");
        assertThat(refused.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(refused.err())
                .startsWith("tidings: address is ftp://example.org")
                .contains("expected an http");
        assertThat(SERVER.run("show", "dlv_01M7Z4ZQ998T1TT2N4D53VH2S2").err()).contains("no delivery");
        assertThat(SERVER.run("show", "nonsense").exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(SERVER.run("why", "dlv_01M7Z4ZQ998T1TT2N4D53VH2S2").err()).contains("no delivery");
        assertThat(SERVER.run("why", "ntf_01M7Z4ZQ998T1TT2N4D53VH2S2").exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(SERVER.run("why", "nonsense").exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(SERVER.run("deliveries", "--since", "yesterday").exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(SERVER.run("quarantine").out()).contains("The quarantine is empty");
        await().untilAsserted(() -> assertThat(SERVER.run("nodes").out())
                .contains("STATE")
                .contains("alive")
                .contains("webhook 0/64"));
        assertThat(SERVER.run("nodes", "--json").out()).contains("\"state\" : \"alive\"");
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
            Cli.Result result = SERVER.run(arguments.toArray(String[]::new));
            assertThat(result.exit()).as("%s: %s", arguments, result.err()).isIn(1, 2);
            assertThat(result.err()).as("%s", arguments).contains(told).doesNotContain("defect", "\tat ");
        });
    }

    @Test
    void the_server_may_be_given_without_a_scheme_and_invalid_addresses_are_refused() {
        String address = SERVER.uri().getHost() + ":" + SERVER.uri().getPort();
        assertThat(new Cli(Map.of(), "--server", address).run("nodes").exit()).isZero();
        for (String wrong : List.of("ftp://host", "http://", "http://me:tell-nobody@host", "a b", "")) {
            Cli.Result result = new Cli(Map.of(), "--server", wrong).run("nodes");
            assertThat(result.exit()).as("%s: %s", wrong, result.err()).isEqualTo(2);
            assertThat(result.err()).contains("--server is ").doesNotContain("tell-nobody", "defect");
        }
    }

    @Test
    void a_mistyped_command_or_option_suggests_the_nearest() {
        assertThat(SERVER.run("sned").err()).contains("did you mean: tidings send");
        assertThat(SERVER.run("endpoints", "lst", "u").err()).contains("did you mean: tidings endpoints list");
        assertThat(SERVER.run("nodes", "--al").err()).contains("did you mean: tidings nodes --all");
        assertThat(SERVER.run("xyzzyxyzzy").err()).contains("xyzzyxyzzy").doesNotContain("did you mean");
    }

    @Test
    void keys_are_rotated_tokens_are_created_and_presence_is_shown() {
        SERVER.endpoint("more:1", "/more");
        assertThat(SERVER.run("endpoints", "rotate-secret", "more:1", "webhook").out())
                .startsWith("whsec_");
        Cli.Result token = SERVER.run("tokens", "create", "more:1", "--ttl", "10m");
        assertThat(token.exit()).as(token.err()).isZero();
        assertThat(token.out().split("\\.")).hasSize(3);
        assertThat(SERVER.run("presence", "--recipient", "more:1").out()).contains("more:1");
    }

    /** Escape sequences, a forged last line, C1 controls, separators and a bidirectional override. */
    @Test
    void text_of_a_producer_cannot_forge_lines_or_control_the_terminal() throws IOException {
        String attack = "fine\u001b[2J\r\n  => sent\u009b31m\u0085\u2028\u2029\u202e\u2066";
        SERVER.endpoint("forged:1", "/bad");
        String sent = SERVER.run(
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
        SERVER.awaitStatus("forged:1", "dead");

        String shown = SERVER.run("show", CommandServer.id(sent, "dlv")).out();
        String hex = HexFormat.of()
                .formatHex(DeliveryId.of(CommandServer.id(sent, "dlv")).bytes());

        assertThat(SERVER.run("show", "dlv_" + hex).out()).isEqualTo(shown);

        assertThat(shown.lines().filter(line -> line.startsWith("  => ")))
                .singleElement()
                .asString()
                .startsWith("  => dead");
        assertThat(shown)
                .contains("summary: fine\\u001b[2J\\r\\n  => sent\\u009b31m\\u0085\\u2028\\u2029\\u202e\\u2066");
        String json =
                SERVER.run("show", CommandServer.id(sent, "ntf"), "--json").out();
        assertThat(ApiClient.JSON.readTree(json).at("/content/summary").asText())
                .isEqualTo(attack);
        for (String printed : List.of(
                shown,
                json,
                SERVER.run("deliveries").out(),
                SERVER.run("show", attack).err())) {
            assertThat(printed.lines())
                    .allSatisfy(line -> assertThat(DisplayText.flaw(line)).isNull());
        }
    }
}
