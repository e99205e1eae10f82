package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.Api;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidings retry-now}. */
@Command(
        name = "retry-now",
        description = {
            "Makes waiting deliveries due now; attempts and budget are not changed.",
            "With a filter, it only counts the matches unless --yes is given; spread over up to a minute.",
            ""
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings retry-now dlv_01K...",
            "  tidings retry-now --channel webhook --recipient user:1          counts the matches",
            "  tidings retry-now --channel webhook --recipient user:1 --yes    makes them due",
            "  tidings retry-now --status failed,pending --yes --rate 50       includes held back deliveries"
        })
final class RetryNowCommand implements Callable<Integer> {
    private static final BulkRequest REQUEST =
            new BulkRequest("retry-now", "/v1/retries/", "retry_id", RetryNowCommand::line);

    private final Host host;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private BulkOptions which = new BulkOptions();

    @Mixin
    private Remote remote = new Remote();

    RetryNowCommand(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws InterruptedException {
        return which.run(REQUEST, this::one, remote, spec, host);
    }

    private void one(Api api, String id) {
        JsonNode delivery = api.post("/v1/deliveries/" + Api.segment(id) + ":retry-now", null);
        if (remote.json()) {
            Screen.of(spec).json(delivery);
        } else {
            Screen.of(spec)
                    .line(id + " is due now (" + delivery.path("status").asText() + ", "
                            + delivery.path("attempts_used").asText() + " attempts used)");
        }
    }

    private static String line(JsonNode run) {
        int passedOver = run.path("passed_over").asInt();
        return "made " + run.path("made_due").asText() + " of "
                + run.path("matched").asText() + " due"
                + (passedOver == 0 ? "" : " (" + passedOver + " not changed: already due, or no longer waiting)");
    }
}
