package dev.tidings.cli;

import dev.tidings.cli.rest.ApiClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Selects an endpoint: by its id, or by recipient, channel and name. */
final class EndpointSelector {
    private static final String ID = "ept_";

    @Parameters(
            index = "0",
            paramLabel = "ENDPOINT|RECIPIENT",
            description = "The id of an endpoint, ept_..., or a recipient such as user:1.")
    private String first = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "CHANNEL",
            description = "With a recipient: the channel, such as webhook or email.")
    private @Nullable String channel;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Which of several endpoints on the channel; by default the one named default.")
    private @Nullable String name;

    String path() {
        return path("");
    }

    String path(String verb) {
        if (channel != null) {
            return EndpointPlace.path(first, channel, name, verb);
        }
        if (!first.startsWith(ID) || name != null) {
            throw new UsageError("no endpoint selected; give an id (ept_...), or a recipient and a channel");
        }
        return "/v1/endpoints/" + ApiClient.segment(first) + verb;
    }

    String shown() {
        return channel == null ? first : EndpointPlace.shown(channel, name) + " of " + first;
    }
}
