package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.cli.ExitCodes;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code send}, with a running server. */
@NeedsServers
class SendCommandTest {
    @RegisterExtension
    static final CommandServer SERVER = new CommandServer();

    @TempDir
    Path files;

    @Test
    void an_intent_from_options_is_accepted_delivered_and_explained() throws IOException {
        SERVER.endpoint("one:1", "/one");
        Cli.Result sent = SERVER.run(
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
        SERVER.awaitStatus("one:1", "sent");
        assertThat(SERVER.received).anySatisfy(received -> {
            assertThat(received.path()).isEqualTo("/one");
            assertThat(received.text()).contains("\"data\":{\"build\":42}");
        });
        Cli.Result again = SERVER.run(
                "send",
                "--type",
                "build.failed",
                "-r",
                "one:1",
                "--payload",
                "{\"build\":42}",
                "--idempotency-key",
                "k1");
        assertThat(again.out()).startsWith("Replayed").contains(CommandServer.id(sent.out(), "ntf"));
        assertThat(SERVER.run("show", CommandServer.id(sent.out(), "ntf")).out())
                .contains("build.failed by tidings-cli")
                .contains("attempt 1")
                .contains("answered 200")
                .contains("=> sent");
    }

    @Test
    void a_file_is_sent_in_batches_and_replayed_when_sent_again() throws IOException {
        SERVER.endpoint("many:1", "/many");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            lines.append("{\"event\":\"push\",\"payload\":{\"n\":")
                    .append(i % 100)
                    .append(",\"x\":1.50}}\n");
        }
        Path file = Files.writeString(files.resolve("events.jsonl"), lines);
        String[] send = {"send", "--file", file.toString(), "-r", "many:1", "--batch", "25", "--in-flight", "3"};
        Cli.Result first = SERVER.run(send);
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out()).contains("120 new, 0 replayed, 0 refused");
        assertThat(SERVER.run(send).out()).contains("0 new, 120 replayed, 0 refused");
        await().until(() -> SERVER.received.stream()
                        .filter(received -> received.path().equals("/many"))
                        .count()
                == 120);
        assertThat(SERVER.received).anyMatch(received -> received.text().contains("\"data\":{\"n\":7,\"x\":1.50}"));
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
        Cli.Result sent = SERVER.run("send", "--file", file.toString(), "-r", "mixed:1");
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
        Cli.Result sent = SERVER.run("send", "--type", "welcome", "-r", "nobody:1");
        assertThat(sent.exit()).isZero();
        assertThat(sent.out()).contains("skipped, recipient_missing (the recipient has no endpoint for the channel)");
    }

    @Test
    void a_file_may_be_read_from_standard_input() {
        SERVER.endpoint("stdin:1", "/stdin");
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("{\"event\":\"a\",\"payload\":1}\n".getBytes(StandardCharsets.UTF_8)));
        try {
            Cli.Result sent = SERVER.run("send", "--file", "-", "-r", "stdin:1");
            assertThat(sent.exit()).as(sent.err()).isZero();
        } finally {
            System.setIn(before);
        }
        SERVER.awaitStatus("stdin:1", "sent");
    }

    @Test
    void an_intent_is_shown_with_its_keys_and_masked_addresses() {
        Cli.Result sent = SERVER.run(
                "send",
                "-t",
                "shown",
                "--address",
                "webhook=" + SERVER.sinkUri() + "/shown?token=tell-nobody",
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

        String shown = SERVER.run("show", CommandServer.id(sent.out(), "ntf")).out();

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
}
