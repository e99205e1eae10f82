package dev.tidings.cli;

import dev.tidings.cli.rest.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Selects the deliveries to change: by id, or by filter. */
final class BulkOptions {
    @Parameters(paramLabel = "DELIVERY", arity = "0..*", description = "dlv_...")
    private List<String> ids = new ArrayList<>();

    @Mixin
    private DeliveryFilterOptions filter = new DeliveryFilterOptions();

    @Option(
            names = {"-y", "--yes"},
            description = "Apply the change; without it, matches are only counted.")
    private boolean yes;

    @Option(names = "--rate", paramLabel = "N", description = "Maximum deliveries per second.")
    private int rate;

    /**
     * Changes the selected deliveries.
     *
     * @param request changes what a filter matches
     * @param one changes the delivery with an id
     */
    int run(
            BulkRequest request,
            BiConsumer<ApiClient, String> one,
            ConnectionOptions remote,
            CommandSpec spec,
            CommandEnvironment environment)
            throws InterruptedException {
        try (ApiClient api = remote.open()) {
            if (!ids.isEmpty()) {
                ids.forEach(id -> one.accept(api, id));
                return ExitCodes.OK;
            }
            Map<String, String> which = filter.query(environment.clock());
            if (which.isEmpty()) {
                throw new UsageError(
                        "no deliveries selected; give ids, or a filter such as --status, --channel, --recipient,"
                                + " --endpoint, --type or --since");
            }
            return request.run(api, which, yes, rate, remote.json(), Screen.of(spec), environment.ticker());
        }
    }
}
