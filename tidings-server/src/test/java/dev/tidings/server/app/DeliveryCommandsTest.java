package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.Terminal;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands for notifications and deliveries, with a running server. */
@NeedsServers
class DeliveryCommandsTest {
    @RegisterExtension
    static final CommandServer SERVER = new CommandServer();

    @TempDir
    Path files;

    @Test
    void a_dead_letter_is_listed_explained_and_replayed() throws IOException {
        SERVER.endpoint("dead:1", "/bad");
        Cli.Result sent = SERVER.run("send", "--type", "comment.added", "-r", "dead:1");
        String delivery = CommandServer.id(sent.out(), "dlv");
        SERVER.awaitStatus("dead:1", "dead");
        assertThat(SERVER.run("dead-letters", "--recipient", "dead:1").out())
                .contains(delivery)
                .contains("http_4xx")
                .containsPattern("T[0-9:.]+Z  comment.added +webhook +dead:1 +dead +1");
        Terminal narrow = new Terminal(true, true, true, OptionalInt.of(100));
        Cli watched = new Cli(Map.of(), narrow, "--server", SERVER.uri().toString());
        assertThat(watched.run("dead-letters", "--recipient", "dead:1").out())
                .contains(delivery, "\u001b[31mdead\u001b[")
                .containsPattern("(now|[0-9]+s ago) +comment");
        assertThat(SERVER.run("show", delivery).out()).contains("answered 422").contains("tidings replay " + delivery);
        SERVER.endpoint("dead:1", "/good");
        assertThat(SERVER.run("replay", "--status", "dead", "--recipient", "dead:1")
                        .out())
                .startsWith("1 deliveries match");
        assertThat(SERVER.delivery("dead:1").path("status").asText()).isEqualTo("dead");
        assertThat(SERVER.run("replay", delivery).exit()).isZero();
        SERVER.awaitStatus("dead:1", "sent");
        assertThat(SERVER.run("show", delivery).out())
                .contains("replayed 1 time")
                .contains("attempt 2");
    }

    @Test
    void replaying_by_filter_is_a_dry_run_by_default() throws IOException {
        SERVER.endpoint("filter:1", "/bad");
        assertThat(SERVER.run("send", "--type", "a.b", "-r", "filter:1").exit()).isZero();
        SERVER.awaitStatus("filter:1", "dead");
        SERVER.endpoint("filter:1", "/good");
        Cli.Result done = SERVER.run("replay", "--status", "dead", "--recipient", "filter:1", "--yes");
        assertThat(done.exit()).as(done.err()).isZero();
        SERVER.awaitStatus("filter:1", "sent");
        assertThat(SERVER.run("replay").exit()).isEqualTo(ExitCodes.USAGE);
    }

    @Test
    void waiting_deliveries_can_be_canceled() {
        SERVER.endpoint("later:1", "/later");
        Cli.Result sent = SERVER.run("send", "--type", "a.b", "-r", "later:1", "--not-before", "2999-01-01T00:00:00Z");
        String delivery = CommandServer.id(sent.out(), "dlv");
        assertThat(SERVER.run("cancel", delivery).out()).contains("canceled");
    }

    @Test
    void waiting_deliveries_are_canceled_by_filter_in_a_bulk_run() {
        SERVER.endpoint("later:2", "/later");
        String sent = SERVER.run("send", "--type", "a.b", "-r", "later:2", "--not-before", "2999-01-01T00:00:00Z")
                .out();
        String notification = CommandServer.id(sent, "ntf");

        assertThat(SERVER.run("cancel", "--notification", notification).out())
                .contains("1 deliveries match; add --yes to cancel them.");
        assertThat(SERVER.run("cancel", "--notification", notification, "--yes").out())
                .contains("canceled 1 of 1");

        assertThat(SERVER.run("show", CommandServer.id(sent, "dlv")).out()).contains("canceled");
        String run = CommandServer.id(SERVER.run("bulk-runs", "list").out(), "run");
        assertThat(SERVER.run("bulk-runs", "get", run).out()).contains("cancel " + run + " finished: 1 of 1 done");
        assertThat(SERVER.run("bulk-runs", "cancel", run).out()).contains("finished");
        assertThat(SERVER.run("bulk-runs", "get", "run_1").exit()).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    void deliveries_of_a_paused_endpoint_are_explained_and_sent_once_it_is_fixed() throws IOException {
        SERVER.endpoint("busy:1", "/busy");
        String failed = CommandServer.id(
                SERVER.run("send", "--type", "a.b", "-r", "busy:1").out(), "dlv");
        SERVER.awaitStatus("busy:1", "failed");
        await().until(() -> SERVER.run("endpoints", "list", "busy:1").out().contains("requested a pause until"));
        String waiting = CommandServer.id(
                SERVER.run("send", "--type", "a.b", "-r", "busy:1").out(), "dlv");
        await().until(() -> SERVER.run("show", waiting).out().contains("requested a pause with Retry-After"));
        assertThat(SERVER.run("show", failed).out())
                .contains("failed, waits until ")
                .contains("Its endpoint requested a pause with Retry-After. What changes it: tidings why " + failed);
        assertThat(SERVER.run("deliveries", "--recipient", "busy:1").out()).contains("endpoint_retry_after");
        assertThat(SERVER.run("why", failed).out())
                .contains("Its endpoint requested a pause with Retry-After. It waits until ")
                .contains("; end the pause with: tidings endpoints unblock busy:1 webhook");
        assertThat(SERVER.run("retry-now", "--recipient", "busy:1", "--status", "failed,pending")
                        .out())
                .startsWith("2 deliveries match; add --yes to retry-now them");

        SERVER.endpoint("busy:1", "/good");
        await().untilAsserted(() -> assertThat(SERVER.run("show", failed).out()).contains("=> sent"));
        await().untilAsserted(
                        () -> assertThat(SERVER.run("show", waiting).out()).contains("=> sent"));
        assertThat(SERVER.run("retry-now", failed).exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(SERVER.run("endpoints", "unblock", "busy:1", "webhook").out())
                .contains("webhook of busy:1: enabled");
    }

    @Test
    void a_delivery_over_the_rate_of_its_endpoint_names_the_rate() throws IOException {
        SERVER.run(
                "endpoints", "put", "slow:1", "webhook", SERVER.sinkUri() + "/slow", "--set", "rate_per_second=0.01");
        assertThat(SERVER.run("send", "--type", "a.b", "-r", "slow:1").exit()).isZero();
        SERVER.awaitStatus("slow:1", "sent");

        String over = CommandServer.id(
                SERVER.run("send", "--type", "a.b", "-r", "slow:1").out(), "dlv");

        await().until(() -> SERVER.run("why", over)
                .out()
                .contains("It waits for its endpoint's limit of 0.01 sends per second. It waits until "));
        assertThat(SERVER.run("cancel", over).exit()).isZero();
        assertThat(SERVER.run("why", over).out()).contains("It was canceled at ");
    }

    @Test
    void waiting_deliveries_expire_by_filter_and_can_be_replayed() {
        SERVER.endpoint("expire:1", "/good");
        String sent = SERVER.run("send", "--type", "a.b", "-r", "expire:1", "--not-before", "2999-01-01T00:00:00Z")
                .out();
        String notification = CommandServer.id(sent, "ntf");

        assertThat(SERVER.run("expire").exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(SERVER.run("expire", "--notification", notification).out())
                .contains("1 deliveries match; add --yes to expire them.");
        assertThat(SERVER.run("expire", "--notification", notification, "--yes").out())
                .contains("expired 1 of 1");

        JsonNode expired = SERVER.delivery("expire:1");
        assertThat(expired.path("status").asText()).isEqualTo("dead");
        assertThat(expired.path("reason").asText()).isEqualTo("expired");
        assertThat(SERVER.run("replay", CommandServer.id(sent, "dlv")).exit()).isZero();
    }

    @Test
    void notifications_are_listed_by_their_keys_and_by_their_deliveries() {
        SERVER.endpoint("listed:1", "/bad");
        String sent = SERVER.run("send", "-t", "a.b", "-r", "listed:1", "--tag", "billing", "--cancel-key", "order-7")
                .out();
        SERVER.awaitStatus("listed:1", "dead");
        String notification = CommandServer.id(sent, "ntf");

        assertThat(SERVER.run("notifications", "list", "--tag", "billing").out())
                .contains("NOTIFICATION", notification, "a.b", "tidings-cli", "billing", "order-7");
        assertThat(SERVER.run("notifications", "list", "--recipient", "listed:1", "--status", "dead", "--json")
                        .out())
                .contains("\"notification_id\" : \"" + notification + "\"");
        assertThat(SERVER.run("notifications", "list", "--recipient", "listed:1", "--status", "sent")
                        .out())
                .isEqualTo("None.\n");
    }

    @Test
    void lists_are_exported_to_standard_output_and_to_files() throws IOException {
        String sent = SERVER.run("send", "-t", "exported", "-r", "exported:1").out();
        String notification = CommandServer.id(sent, "ntf");
        Path file = Files.writeString(files.resolve("all.csv"), "old");

        Cli.Result lines = SERVER.run("notifications", "export", "--type", "exported");
        Cli.Result table = SERVER.run(
                "deliveries", "export", "--type", "exported", "--format", "csv", "--output", file.toString());
        Cli.Result recipient = SERVER.run("recipients", "export", "exported:1");

        assertThat(lines.exit()).as(lines.err()).isZero();
        assertThat(lines.out())
                .startsWith("{\"notification_id\":\"" + notification)
                .endsWith("}\n");
        assertThat(table.out()).startsWith("Exported 0.0 MB to ");
        assertThat(Files.readString(file))
                .startsWith("delivery_id,notification_id,type,")
                .contains(notification + ",exported,none,exported:1,");
        assertThat(recipient.out().lines()).last().isEqualTo("{\"kind\":\"end\"}");
    }

    @Test
    void an_export_is_written_to_a_regular_file_in_a_known_format() {
        assertThat(SERVER.run("deliveries", "export", "--output", files.toString())
                        .err())
                .contains("--output is " + files, "not a regular file");
        assertThat(SERVER.run("deliveries", "export", "--format", "xml").exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(SERVER.run("deliveries", "export", "--status", "lost").err()).contains("status");
    }
}
