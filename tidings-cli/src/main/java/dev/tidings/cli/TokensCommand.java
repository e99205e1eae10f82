package dev.tidings.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.time.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidings tokens}. */
@Command(
        name = "tokens",
        description = "Creates tokens with which browsers and devices subscribe to one recipient's events.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(create)",
        footerHeading = "%nExamples:%n",
        footer = {"  tidings tokens create user:1", "  tidings tokens create user:1 --ttl 10m --json"})
final class TokensCommand extends CommandGroup {
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
        return answered(remote, api -> api.post("/v1/tokens", body), token -> {
            out().line(token.path("token").asText());
            out().note("For the events of " + recipient + " until "
                    + token.path("expires_at").asText());
        });
    }
}
