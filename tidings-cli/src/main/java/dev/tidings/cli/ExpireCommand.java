package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings expire}. */
@Command(
        name = "expire",
        description = {
            "Ends pending and failed deliveries as dead; unlike canceled ones they can be replayed.",
            "It only counts the matches unless --yes is given.",
            ""
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings expire --type order.reminder --until 2h          counts the matches",
            "  tidings expire --type order.reminder --until 2h --yes    lets them expire"
        })
final class ExpireCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private DeliveryFilterOptions filter = new DeliveryFilterOptions();

    @Option(
            names = {"-y", "--yes"},
            description = "Apply the change; without it, matches are only counted.")
    private boolean yes;

    @Option(names = "--rate", paramLabel = "N", description = "Maximum deliveries per second.")
    private int rate;

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    ExpireCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> which = filter.query(environment.clock());
        if (which.isEmpty()) {
            throw new UsageError("no deliveries selected; give a filter such as --type, --endpoint, --tag or --until");
        }
        try (ApiClient api = remote.open()) {
            return new BulkRequest("expire", ExpireCommand::line)
                    .run(api, which, yes, rate, remote.json(), Screen.of(spec), environment.ticker());
        }
    }

    private static String line(JsonNode run) {
        int passedOver = run.path("passed_over").asInt();
        return "expired " + run.path("done").asText() + " of "
                + run.path("matched").asText()
                + (passedOver == 0 ? "" : " (" + passedOver + " not changed: being sent, or ended meanwhile)");
    }
}
