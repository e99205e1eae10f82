package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.Api;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
    private static final BulkRequest REQUEST =
            new BulkRequest("replay", "/v1/replays/", "replay_id", ReplayCommand::line);

    private final Host host;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private BulkOptions which = new BulkOptions();

    @Mixin
    private Remote remote = new Remote();

    ReplayCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws InterruptedException {
        return which.run(REQUEST, this::one, remote, spec, host);
    }

    private void one(Api api, String id) {
        JsonNode delivery = api.post("/v1/deliveries/" + Api.segment(id) + ":replay", null);
        if (remote.json()) {
            Screen.of(spec).json(delivery);
        } else {
            Screen.of(spec).line(id + " " + Words.status(delivery));
        }
    }

    private static String line(JsonNode run) {
        int passedOver = run.path("passed_over").asInt();
        return "replayed " + run.path("replayed").asText() + " of "
                + run.path("matched").asText()
                + (passedOver == 0
                        ? ""
                        : " (" + passedOver + " were passed over: they had moved on, or there is still no endpoint)");
    }
}
