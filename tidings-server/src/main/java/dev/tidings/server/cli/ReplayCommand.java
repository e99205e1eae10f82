package dev.tidings.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.server.cli.rest.Api;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
            "What was skipped because its recipient had no endpoint is routed again, by the endpoints of now.",
            "By filter it says first what it would do; --yes does it.",
            ""
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings replay dlv_01K...",
            "  tidings replay --status dead --recipient user:1            how many it would be",
            "  tidings replay --status dead --recipient user:1 --yes      does it",
            "  tidings replay --status skipped --channel webhook,none --recipient user:1 --since 2d --yes"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final Set<String> LISTS = Set.of("status", "channel", "reason");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

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
    public Integer call() throws InterruptedException {
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

    private int byFilter(Api api, Map<String, String> which) throws InterruptedException {
        ObjectNode request = Api.JSON.createObjectNode();
        which.forEach((name, value) -> {
            if (LISTS.contains(name)) {
                ArrayNode values = request.putArray(name);
                Arrays.asList(value.split(",", -1)).forEach(values::add);
            } else {
                request.put(name, value);
            }
        });
        request.put("dry_run", !yes);
        if (rate > 0) {
            request.put("rate_per_second", rate);
        }
        JsonNode run = api.post("/v1/deliveries:replay", request);
        Progress progress = new Progress(spec.commandLine().getErr(), host.ticker());
        while ("running".equals(run.path("status").asText())) {
            JsonNode now = run;
            progress.show(() -> line(now));
            Thread.sleep(LOOK_AGAIN);
            run = api.get("/v1/replays/" + Api.segment(run.path("replay_id").asText()));
        }
        progress.end();
        PrintWriter out = spec.commandLine().getOut();
        if (remote.json()) {
            out.println(run.toPrettyString());
        } else if (yes) {
            out.println(line(run));
        } else {
            out.println(run.path("matched").asText() + " deliveries match; add --yes to replay them.");
        }
        String error = run.path("error").asText("");
        if (!error.isEmpty()) {
            spec.commandLine().getErr().println("tidings: the replay ended early: " + error);
            return ExitCodes.FAILED;
        }
        return ExitCodes.OK;
    }

    private static String line(JsonNode run) {
        int passedOver = run.path("passed_over").asInt();
        return "replayed " + run.path("replayed").asText() + " of "
                + run.path("matched").asText()
                + (passedOver == 0 ? "" : " (" + passedOver + " were passed over: they had moved on)");
    }
}
