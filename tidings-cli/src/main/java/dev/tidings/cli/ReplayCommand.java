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
            "Makes ended deliveries pending again with a new attempt budget; their history is kept.",
            "Deliveries skipped for lack of an endpoint are routed again, by the current endpoints.",
            "With a filter, it only counts the matches unless --yes is given.",
            ""
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings replay dlv_01K...",
            "  tidings replay --status dead --recipient user:1            counts the matches",
            "  tidings replay --status dead --recipient user:1 --yes      replays them",
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
                + (passedOver == 0 ? "" : " (" + passedOver + " not replayed: status changed, or still no endpoint)");
    }
}
