package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command whose subcommands call a server. Without a subcommand, it prints its help. */
abstract class CommandGroup implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public final void run() {
        out().usage();
    }

    final Screen out() {
        return Screen.of(spec);
    }

    /** Calls the server and prints its answer: as JSON if requested, otherwise as text. */
    final int answered(ConnectionOptions remote, Function<ApiClient, JsonNode> call, Consumer<JsonNode> text) {
        JsonNode answer;
        try (ApiClient api = remote.open()) {
            answer = call.apply(api);
        }
        if (remote.json()) {
            out().json(answer);
        } else {
            text.accept(answer);
        }
        return ExitCodes.OK;
    }

    /** Calls the server and prints its answer as JSON, requested or not. */
    final int document(ConnectionOptions remote, Function<ApiClient, JsonNode> call) {
        return answered(remote, call, out()::json);
    }

    /** Deletes a resource, to which the server answers nothing, and prints a line. */
    final int deleted(ConnectionOptions remote, String path, String line) {
        try (ApiClient api = remote.open()) {
            var _ = api.delete(path);
        }
        out().line(line);
        return ExitCodes.OK;
    }
}
