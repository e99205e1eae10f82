package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings providers}. */
@Command(
        name = "providers",
        description = {
            "Lists and unblocks providers, such as mail servers, which all tenants share.",
            "Needs an API key with the scope system."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | unblock)",
        footerHeading = "%nExamples:%n",
        footer = {"  tidings providers list", "  tidings providers unblock email mail.example.com:587"})
final class ProvidersCommand implements Runnable {
    private static final String PATH = "/v1/providers";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        Screen.of(spec).usage();
    }

    @Command(
            name = "list",
            description = "Lists the providers that are blocked.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings providers list --json")
    int list(@Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode providers = api.get(PATH).path("providers");
            if (remote.json()) {
                out().json(providers);
                return ExitCodes.OK;
            }
            if (providers.isEmpty()) {
                out().line("No provider is blocked.");
                return ExitCodes.OK;
            }
            Table table = new Table(
                    Column.whole("CHANNEL"),
                    Column.whole("PROVIDER"),
                    Column.whole("CIRCUIT"),
                    Column.time("SINCE"),
                    Column.time("BLOCKED UNTIL"),
                    Column.text("LAST ERROR"));
            for (JsonNode provider : providers) {
                table.row(List.of(
                        provider.path("channel").asText(),
                        provider.path("provider").asText(),
                        provider.path("circuit").asText(),
                        provider.path("since").asText(),
                        provider.path("blocked_until").asText(),
                        provider.path("last_error").asText()));
            }
            out().table(table);
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "unblock",
            description = "Closes the circuit of a provider on all nodes, because it works again.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings providers unblock email mail.example.com:587")
    int unblock(
            @Parameters(paramLabel = "CHANNEL") String channel,
            @Parameters(paramLabel = "PROVIDER", description = "As the list shows it.") String provider,
            @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode answer = api.post(
                    PATH + "/" + ApiClient.segment(channel) + "/" + ApiClient.segment(provider) + ":unblock", null);
            if (remote.json()) {
                out().json(answer);
            } else {
                out().line("Unblocked " + provider + " of " + channel + ". Make postponed deliveries due with:"
                        + " tidings retry-now --channel " + channel + " --status failed,pending");
            }
            return ExitCodes.OK;
        }
    }

    private Screen out() {
        return Screen.of(spec);
    }
}
