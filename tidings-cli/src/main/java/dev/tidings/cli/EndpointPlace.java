package dev.tidings.cli;

import dev.tidings.cli.rest.ApiClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a new endpoint belongs: recipient, channel and name. */
final class EndpointPlace {
    @Parameters(index = "0", paramLabel = "RECIPIENT", description = "Such as user:1.")
    String recipient = "";

    @Parameters(index = "1", paramLabel = "CHANNEL", description = "Such as webhook or email.")
    String channel = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Which of several endpoints on the channel; by default the one named default.")
    @Nullable
    String name;

    String path() {
        return path(recipient, channel, name, "");
    }

    static String path(String recipient, String channel, @Nullable String name, String verb) {
        String path =
                "/v1/recipients/" + ApiClient.segment(recipient) + "/endpoints/" + ApiClient.segment(channel) + verb;
        return name == null ? path : path + "?name=" + ApiClient.segment(name);
    }

    static String shown(String channel, @Nullable String name) {
        return name == null ? channel : channel + "/" + name;
    }
}
