package dev.tidings.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.server.cli.rest.Api;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings replay}. */
@Command(
        name = "replay",
        description = {
            "Makes ended deliveries pending again with a new budget; their history is kept.",
            "By filter it says first what it would do; --yes does it.",
            ""
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings replay dlv_01K...",
            "  tidings replay --status dead --recipient user:1            how many it would be",
            "  tidings replay --status dead --recipient user:1 --yes      does it",
            "  tidings replay --status skipped --reason endpoint_disabled --recipient user:1 --yes"
        })
final class ReplayCommand implements Callable<Integer> {
    private final Host host;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DELIVERY", arity = "0..*", description = "dlv_...")
    private List<String> ids = new ArrayList<>();

    @Mixin
    private DeliveryFilterOptions filter = new DeliveryFilterOptions();

    @Option(
            names = {"-y", "--yes"},
            description = "Do it, do not only say how many it would be.")
    private boolean yes;

    @Option(names = "--rate", paramLabel = "N", description = "Deliveries a second at most.")
    private int rate;

    @Mixin
    private Remote remote = new Remote();

    ReplayCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (Api api = remote.open()) {
            if (!ids.isEmpty()) {
                ids.forEach(id -> one(api, id));
                return ExitCodes.OK;
            }
            Map<String, String> which = filter.query(host.clock());
            if (which.isEmpty()) {
                throw new Usage("name deliveries, or say which with --status, --channel, --recipient, --type, --since");
            }
            return byFilter(api, which);
        }
    }

    private void one(Api api, String id) {
        JsonNode delivery = api.post("/v1/deliveries/" + Api.segment(id) + ":replay", null);
        spec.commandLine()
                .getOut()
                .println(remote.json() ? delivery.toPrettyString() : id + " " + Words.status(delivery));
    }

    private int byFilter(Api api, Map<String, String> which) {
        ObjectNode request = Api.JSON.createObjectNode();
        ObjectNode chosen = request.putObject("filter");
        which.forEach(chosen::put);
        request.put("dry_run", !yes);
        if (rate > 0) {
            request.put("rate", rate);
        }
        JsonNode answer = api.post("/v1/deliveries:replay", request);
        PrintWriter out = spec.commandLine().getOut();
        if (remote.json()) {
            out.println(answer.toPrettyString());
        } else if (yes) {
            out.println("Replaying " + answer.path("matched").asText() + " deliveries.");
        } else {
            out.println(answer.path("matched").asText() + " deliveries match; add --yes to replay them.");
        }
        return ExitCodes.OK;
    }
}
