package dev.tidings.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.server.cli.rest.Api;
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

/** {@code tidings retry-now}. */
@Command(
        name = "retry-now",
        description = {
            "Makes deliveries due that wait for their next attempt; attempts and budget stay as they are.",
            "By filter it says first how many match; --yes does it, spread over up to a minute.",
            ""
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings retry-now dlv_01K...",
            "  tidings retry-now --channel webhook --recipient user:1          how many it would be",
            "  tidings retry-now --channel webhook --recipient user:1 --yes    does it",
            "  tidings retry-now --status failed,pending --yes --rate 50       those that were held back too"
        })
final class RetryNowCommand implements Callable<Integer> {
    private static final BulkRequest REQUEST =
            new BulkRequest("retry-now", "/v1/retries/", "retry_id", RetryNowCommand::line);

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

    RetryNowCommand(Host host) {
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
            return REQUEST.run(
                    api,
                    which,
                    yes,
                    rate,
                    remote.json(),
                    spec.commandLine().getOut(),
                    spec.commandLine().getErr(),
                    host.ticker());
        }
    }

    private void one(Api api, String id) {
        JsonNode delivery = api.post("/v1/deliveries/" + Api.segment(id) + ":retry-now", null);
        spec.commandLine()
                .getOut()
                .println(
                        remote.json()
                                ? delivery.toPrettyString()
                                : id + " is due now (" + delivery.path("status").asText() + ", "
                                        + delivery.path("attempts_used").asText() + " attempts used)");
    }

    private static String line(JsonNode run) {
        int passedOver = run.path("passed_over").asInt();
        return "made " + run.path("made_due").asText() + " of "
                + run.path("matched").asText() + " due"
                + (passedOver == 0 ? "" : " (" + passedOver + " were passed over: due already, or no longer waiting)");
    }
}
