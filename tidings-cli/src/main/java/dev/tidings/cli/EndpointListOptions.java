package dev.tidings.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which endpoints to list. */
final class EndpointListOptions {
    @Parameters(arity = "0..1", paramLabel = "RECIPIENT", description = "Such as user:1; by default all recipients.")
    @Nullable
    String recipient;

    @Option(names = "--channel", paramLabel = "CHANNEL", description = "Such as webhook or email.")
    private @Nullable String channel;

    @Option(names = "--enabled", paramLabel = "true|false", description = "Only enabled, or only disabled ones.")
    private @Nullable String enabled;

    @Option(
            names = "--health",
            paramLabel = "HEALTH",
            description = "healthy, failing (the last attempt failed) or circuit_open.")
    private @Nullable String health;

    @Mixin
    LimitOption limit = new LimitOption();

    Map<String, String> query() {
        return new FilterQuery()
                .with("recipient", recipient)
                .with("channel", channel)
                .with("enabled", enabled)
                .with("health", health)
                .parameters();
    }
}
