package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.time.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings tokens}. */
@Command(
        name = "tokens",
        description = "Creates tokens with which browsers and devices subscribe to one recipient's events.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(create)",
        footerHeading = "%nExamples:%n",
        footer = {"  tidings tokens create user:1", "  tidings tokens create user:1 --ttl 10m --json"})
final class TokensCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        Screen.of(spec).usage();
    }

    @Command(
            name = "create",
            description = "Creates a token for a recipient and shows it once.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings tokens create user:1 --ttl 10m")
    int create(
            @Parameters(paramLabel = "RECIPIENT", description = "Such as user:1.") String recipient,
            @Option(
                            names = "--ttl",
                            paramLabel = "AGE",
                            description = "Lifetime, such as 10m (default: the server's setting).")
                    @Nullable
                    String ttl,
            @Mixin ConnectionOptions remote) {
        ObjectNode body = ApiClient.JSON.createObjectNode().put("recipient", recipient);
        if (ttl != null) {
            Duration holds = Durations.parse(ttl);
            if (holds == null) {
                throw new UsageError("--ttl is " + ttl + "; expected a duration such as 10m");
            }
            body.put("ttl_ms", holds.toMillis());
        }
        try (ApiClient api = remote.open()) {
            JsonNode token = api.post("/v1/tokens", body);
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(token);
                return ExitCodes.OK;
            }
            out.line(token.path("token").asText());
            Screen.of(spec)
                    .note("For the events of " + recipient + " until "
                            + token.path("expires_at").asText());
            return ExitCodes.OK;
        }
    }
}
