package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Changes deliveries, selected by id or by filter. */
abstract class BulkCommand implements Callable<Integer> {
    private final BulkRequest request;
    private final CommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private BulkOptions which = new BulkOptions();

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    BulkCommand(BulkRequest request, CommandEnvironment environment) {
        this.request = request;
        this.environment = environment;
    }

    @Override
    public final Integer call() throws InterruptedException {
        return which.run(request, this::one, remote, spec, environment);
    }

    private void one(ApiClient api, String id) {
        JsonNode delivery = api.post("/v1/deliveries/" + ApiClient.segment(id) + ":" + request.verb(), null);
        if (remote.json()) {
            Screen.of(spec).json(delivery);
        } else {
            Screen.of(spec).line(result(id, delivery));
        }
    }

    /** Formats a changed delivery. */
    abstract String result(String id, JsonNode delivery);
}
