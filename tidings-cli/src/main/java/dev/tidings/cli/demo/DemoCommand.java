package dev.tidings.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.Column;
import dev.tidings.cli.CommandEnvironment;
import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.Screen;
import dev.tidings.cli.Table;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.problem.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings demo}. */
@Command(
        name = "demo",
        description = {
            "Demonstrates Tidings without any setup: a server on a temporary folder, and a sink that fails like"
                    + " real receivers.",
            "Prints the events, then the result of each delivery with its reason. Keeps running for inspection.",
            ""
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  tidings demo", "  tidings demo --once        exits with 0 when every delivery ended as expected"})
public final class DemoCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--once", description = "Exit after the table; exit code 1 when a result was not as expected.")
    private boolean once;

    @Option(names = "--port", defaultValue = "0", description = "The server's port (default: any free one).")
    private int port;

    public DemoCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tidings-demo-");
        Screen out = Screen.of(spec);
        Receiver receiver = new Receiver(DemoScenario.all());
        AtomicReference<@Nullable DemoContext> stage = new AtomicReference<>();
        try (SinkServer sink = sink(receiver, stage);
                CommandEnvironment.RunningServer server = environment.start(configuration(folder));
                ApiClient api = new ApiClient(server.uri(), null)) {
            out.line("Tidings on " + server.uri() + ", its folder " + folder + ", a sink on " + sink.uri());
            stage.set(new DemoContext(api, out, environment.ticker()));
            List<ResultRow> rows = new Demo(
                            java.util.Objects.requireNonNull(stage.get()), receiver, sink.uri(), environment.clock())
                    .play();
            boolean good = print(rows, out);
            if (!once) {
                stay(server.uri(), out);
                server.awaitStop();
            }
            return good ? ExitCodes.OK : ExitCodes.FAILED;
        } finally {
            delete(folder);
        }
    }

    private SinkServer sink(Receiver receiver, AtomicReference<@Nullable DemoContext> stage) {
        try {
            return SinkServer.start(
                    0,
                    receiver,
                    received -> {
                        DemoContext screen = stage.get();
                        if (screen != null) {
                            screen.say("answered  " + type(received) + " for "
                                    + received.path().substring(1) + "  " + received.status()
                                    + (received.time() > 1 ? "  (attempt " + received.time() + ")" : ""));
                        }
                    },
                    environment.clock());
        } catch (IOException e) {
            throw new StartFailure("the sink cannot listen on this machine: " + e.getMessage(), e);
        }
    }

    private String configuration(Path folder) throws IOException {
        return """
            server: {port: %d}
            data: {dir: %s}
            outbound: {allow: [127.0.0.0/8]}
            channels: {webhook: {retry: %s, final_statuses: [422]}}
            log: {level: error}
            """.formatted(port, ApiClient.JSON.writeValueAsString(folder.toString()), Demo.RETRY);
    }

    private static boolean print(List<ResultRow> rows, Screen out) {
        out.line("");
        Table table = new Table(
                Column.whole(""),
                Column.text("WHAT HAPPENED"),
                Column.text("TO"),
                Column.status("BECAME"),
                Column.text("WHY"));
        for (ResultRow row : rows) {
            table.row(List.of(row.asExpected() ? "ok" : "NO", row.story(), row.recipient(), row.became(), row.why()));
        }
        out.table(table);
        List<ResultRow> wrong = rows.stream().filter(row -> !row.asExpected()).toList();
        out.line("");
        out.line(rows.size() - wrong.size() + " of " + rows.size() + " as expected.");
        wrong.forEach(row -> out.line("NOT as expected: " + row.story() + " (" + row.recipient() + ") became "
                + row.became() + "; expected " + row.expected()));
        out.flush();
        return wrong.isEmpty();
    }

    private static void stay(URI server, Screen out) {
        out.line("The server keeps running. Inspect it from another terminal, for example:");
        out.line("  export TIDINGS_SERVER=" + server);
        out.line("  ./tidings deliveries");
        out.line("  ./tidings dead-letters");
        out.line("  curl -s " + server + "/v1/deliveries?status=dead");
        out.line("Press Ctrl-C to stop it and remove its folder.");
        out.flush();
    }

    private static String type(ReceivedWebhook received) {
        try {
            JsonNode body = ApiClient.JSON.readTree(received.body());
            return body.path("type").asText("?");
        } catch (IOException e) {
            return "?";
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
