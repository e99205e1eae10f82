package dev.tidings.cli;

import dev.tidings.cli.rest.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which deliveries a command changes: those named, or all that a filter matches. */
final class BulkOptions {
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

    /**
     * Changes them.
     *
     * @param request for what a filter matches
     * @param one changes the delivery of an id
     */
    int run(BulkRequest request, BiConsumer<Api, String> one, Remote remote, CommandSpec spec, Host host)
            throws InterruptedException {
        try (Api api = remote.open()) {
            if (!ids.isEmpty()) {
                ids.forEach(id -> one.accept(api, id));
                return ExitCodes.OK;
            }
            Map<String, String> which = filter.query(host.clock());
            if (which.isEmpty()) {
                throw new Usage("name deliveries, or say which with --status, --channel, --recipient, --type, --since");
            }
            return request.run(api, which, yes, rate, remote.json(), Screen.of(spec), host.ticker());
        }
    }
}
