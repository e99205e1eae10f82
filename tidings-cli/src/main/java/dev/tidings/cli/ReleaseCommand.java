package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings release}. */
@Command(
        name = "release",
        description = "Lets the later deliveries of an ordering key go that wait for a dead one.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  tidings release dlv_01K...")
final class ReleaseCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DELIVERY", arity = "1..*", description = "dlv_...")
    private List<String> ids = new ArrayList<>();

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    @Override
    public Integer call() {
        try (ApiClient api = remote.open()) {
            for (String id : ids) {
                JsonNode delivery = api.post("/v1/deliveries/" + ApiClient.segment(id) + ":release", null);
                if (remote.json()) {
                    Screen.of(spec).json(delivery);
                } else {
                    Screen.of(spec).line(id + " " + Descriptions.status(delivery));
                }
            }
            return ExitCodes.OK;
        }
    }
}
