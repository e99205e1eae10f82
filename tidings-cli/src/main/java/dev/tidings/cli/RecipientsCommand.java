package dev.tidings.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidings recipients}. */
@Command(
        name = "recipients",
        description = {
            "Manages profiles of recipients: language, time zone and attributes for templates.",
            "A recipient needs no profile (docs/guides/recipients.md)."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | get | put | patch | export | erase)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings recipients put user:42 --locale de-AT --time-zone Europe/Vienna",
            "  tidings recipients patch user:42 --attributes '{\"plan\": \"pro\"}'",
            "  tidings recipients get user:42",
            "  tidings recipients list",
            "  tidings recipients export user:42",
            "  tidings recipients erase user:42"
        })
final class RecipientsCommand extends CommandGroup {
    private static final String PATH = "/v1/recipients";

    private static final PrintedList RECIPIENTS = new PrintedList(
            PATH,
            "recipients",
            "No recipients have a profile.",
            List.of(
                    Column.whole("RECIPIENT"),
                    Column.whole("LOCALE"),
                    Column.whole("TIME ZONE"),
                    Column.text("ATTRIBUTES"),
                    Column.time("UPDATED")),
            recipient -> List.of(
                    recipient.path("id").asText(),
                    recipient.path("locale").asText(),
                    recipient.path("time_zone").asText(),
                    recipient.path("attributes").toString(),
                    recipient.path("updated_at").asText()));

    private final CommandEnvironment environment;

    RecipientsCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    /** The values of a profile; those that are not given are missing in the request. */
    static final class Traits {
        @Option(names = "--locale", description = "A language tag (BCP 47), such as de-AT.")
        private @Nullable String locale;

        @Option(names = "--time-zone", description = "A name of the IANA database, such as Europe/Vienna.")
        private @Nullable String timeZone;

        @Option(names = "--attributes", description = "A JSON object of values for templates.")
        private @Nullable String attributes;

        private ObjectNode json() {
            ObjectNode json = ApiClient.JSON.createObjectNode();
            put(json, "locale", locale);
            put(json, "time_zone", timeZone);
            if (attributes != null) {
                try {
                    json.set("attributes", ApiClient.JSON.readTree(attributes));
                } catch (JsonProcessingException malformed) {
                    throw new UsageError("--attributes is not JSON; expected an object such as {\"plan\": \"pro\"}");
                }
            }
            return json;
        }

        /** An empty text removes the value. */
        private static void put(ObjectNode json, String name, @Nullable String value) {
            if (value != null) {
                json.put(name, value.isEmpty() ? null : value);
            }
        }
    }

    @Command(
            name = "list",
            description = "Lists the profiles by recipient.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings recipients list --limit 10 --json")
    int list(@Mixin LimitOption limit, @Mixin ConnectionOptions remote) {
        return RECIPIENTS.print(Map.of(), limit, remote, out());
    }

    @Command(
            name = "get",
            description = "Prints the profile of a recipient as JSON.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings recipients get user:42")
    int get(@Parameters(paramLabel = "RECIPIENT") String recipient, @Mixin ConnectionOptions remote) {
        return document(remote, api -> api.get(path(recipient)));
    }

    @Command(
            name = "put",
            description = "Creates the profile of a recipient, or replaces it whole.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings recipients put user:42 --locale de-AT --time-zone Europe/Vienna")
    int put(
            @Parameters(paramLabel = "RECIPIENT") String recipient,
            @Mixin Traits traits,
            @Mixin ConnectionOptions remote) {
        ObjectNode body = traits.json();
        return answered(remote, api -> api.put(path(recipient), body), this::show);
    }

    @Command(
            name = "patch",
            description = {
                "Changes the given parts of a profile; an empty value removes one.",
                "Attributes are merged: null removes one (RFC 7396)."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  tidings recipients patch user:42 --locale fr",
                "  tidings recipients patch user:42 --attributes '{\"plan\": null}'"
            })
    int patch(
            @Parameters(paramLabel = "RECIPIENT") String recipient,
            @Mixin Traits traits,
            @Mixin ConnectionOptions remote) {
        ObjectNode body = traits.json();
        return answered(remote, api -> api.patch(path(recipient), body), this::show);
    }

    @Command(
            name = "export",
            description = {
                "Exports everything that is known about a recipient, one JSON object per line.",
                "Needs the scope admin. An export that ends early is an error, and --output then writes nothing."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  tidings recipients export user:42",
                "  tidings recipients export user:42 --output user-42.jsonl"
            })
    int export(
            @Parameters(paramLabel = "RECIPIENT") String recipient,
            @Mixin ExportOptions options,
            @Mixin ConnectionOptions remote)
            throws IOException {
        return options.export(path(recipient) + ":export", Map.of(), remote, environment, out());
    }

    @Command(
            name = "erase",
            description = {
                "Erases everything that is known about a recipient; ids and states of deliveries stay.",
                "Needs the scope admin. A bulk run does it; it cannot be undone."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings recipients erase user:42")
    int erase(@Parameters(paramLabel = "RECIPIENT") String recipient, @Mixin ConnectionOptions remote) {
        return answered(
                remote,
                api -> api.delete(path(recipient)),
                run -> out().line("Erasing " + recipient + ". Follow it: tidings bulk-runs get "
                        + run.path("run_id").asText()));
    }

    private void show(JsonNode recipient) {
        out().line("Recipient " + recipient.path("id").asText() + ": locale "
                + recipient.path("locale").asText("unknown") + ", time zone "
                + recipient.path("time_zone").asText("unknown") + ", attributes "
                + recipient.path("attributes"));
    }

    private static String path(String recipient) {
        return PATH + "/" + ApiClient.segment(recipient);
    }
}
