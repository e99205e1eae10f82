package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings nodes}. */
@Command(
        name = "nodes",
        description = "Lists the nodes that share the server's store, with their roles and the load of their lanes.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  tidings nodes --all --json")
final class NodesCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--all", description = "Include nodes that have left within the last day.")
    private boolean all;

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    @Override
    public Integer call() {
        try (ApiClient api = remote.open()) {
            JsonNode answer = api.get("/v1/nodes");
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(answer.path("nodes"));
                return ExitCodes.OK;
            }
            Table table = new Table(
                    Column.whole("NAME"),
                    Column.status("STATE"),
                    Column.text("VERSION"),
                    Column.text("ADDRESS"),
                    Column.text("ROLES"),
                    Column.time("STARTED"),
                    Column.time("LAST SEEN"),
                    Column.text("LANES"));
            for (JsonNode node : answer.path("nodes")) {
                if (all || !node.path("state").asText().equals("gone")) {
                    table.row(List.of(
                            node.path("name").asText(),
                            node.path("state").asText(),
                            node.path("version").asText(),
                            node.path("address").asText(),
                            roles(node.path("roles")),
                            node.path("started_at").asText(),
                            node.path("last_seen_at").asText(),
                            lanes(node.path("lanes"))));
                }
            }
            out.table(table);
            return ExitCodes.OK;
        }
    }

    private static String roles(JsonNode roles) {
        return StreamSupport.stream(roles.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }

    /**
     * Formats lanes such as {@code webhook 3/64 +20}: sends in flight, concurrency, and deliveries waiting in memory.
     */
    private static String lanes(JsonNode lanes) {
        List<String> shown = new ArrayList<>();
        for (JsonNode lane : lanes) {
            String waiting = lane.path("waiting").asInt() == 0
                    ? ""
                    : " +" + lane.path("waiting").asInt();
            shown.add(lane.path("channel").asText() + " " + lane.path("sending").asInt() + "/"
                    + lane.path("concurrency").asInt() + waiting);
        }
        return String.join(", ", shown);
    }
}
