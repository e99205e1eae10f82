package dev.tidings.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidings types}. */
@Command(
        name = "types",
        description = {
            "Manages the types catalogue: what is known about notification types, and how payloads are checked.",
            "A type needs no entry (docs/guides/types.md)."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | get | put | delete | asyncapi)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings types put order.paid order.paid.json",
            "  tidings types list",
            "  tidings types get order.paid",
            "  tidings types asyncapi",
            "  tidings types delete order.paid"
        })
final class TypesCommand extends CommandGroup {
    private static final String PATH = "/v1/types";

    private static final PrintedList TYPES = new PrintedList(
            PATH,
            "types",
            "No types.",
            List.of(
                    Column.whole("TYPE"),
                    Column.whole("VALIDATION"),
                    Column.text("CHANNELS"),
                    Column.text("DESCRIPTION"),
                    Column.time("UPDATED")),
            type -> List.of(
                    type.path("name").asText() + (type.path("deprecated").asBoolean() ? " (deprecated)" : ""),
                    type.has("schema") ? type.path("validation").asText() : "no schema",
                    channels(type),
                    type.path("description").asText(),
                    type.path("updated_at").asText()));

    @Command(
            name = "list",
            description = "Lists the types by name.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings types list --limit 10 --json")
    int list(@Mixin LimitOption limit, @Mixin ConnectionOptions remote) {
        return TYPES.print(Map.of(), limit, remote, out());
    }

    @Command(
            name = "get",
            description = "Prints a type as JSON, which put accepts.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings types get order.paid")
    int get(@Parameters(paramLabel = "TYPE") String type, @Mixin ConnectionOptions remote) {
        return document(remote, api -> api.get(path(type)));
    }

    @Command(
            name = "put",
            description = "Creates or replaces a type. Fields that the file leaves out get their defaults.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings types put order.paid order.paid.json")
    int put(
            @Parameters(paramLabel = "TYPE") String type,
            @Parameters(
                            paramLabel = "FILE",
                            description = "JSON with description, schema, example, channels, mandatory, deprecated and"
                                    + " validation.")
                    Path file,
            @Mixin ConnectionOptions remote)
            throws IOException {
        JsonNode definition = read(file);
        return answered(remote, api -> api.put(path(type), definition), stored -> {
            String checks = stored.has("schema")
                    ? "validation " + stored.path("validation").asText()
                    : "no schema";
            out().line("Type " + stored.path("name").asText() + ": " + checks);
        });
    }

    @Command(
            name = "delete",
            description =
                    "Deletes a type. Its intents are then accepted without checks, unless types.unknown is refuse.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings types delete order.paid")
    int delete(@Parameters(paramLabel = "TYPE") String type, @Mixin ConnectionOptions remote) {
        return deleted(remote, path(type), "Type " + type + " deleted.");
    }

    @Command(
            name = "asyncapi",
            description = "Prints the catalogue as an AsyncAPI 3.0 document.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings types asyncapi")
    int asyncApi(@Mixin ConnectionOptions remote) {
        return document(remote, api -> api.get(PATH + ":asyncapi"));
    }

    private static JsonNode read(Path file) throws IOException {
        try {
            return ApiClient.JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException malformed) {
            throw new UsageError(file + " is not JSON: " + IntentOptions.flaw(malformed));
        }
    }

    private static String channels(JsonNode type) {
        return StreamSupport.stream(type.path("channels").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }

    private static String path(String type) {
        return PATH + "/" + ApiClient.segment(type);
    }
}
