package dev.tidings.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
final class TypesCommand implements Runnable {
    private static final String PATH = "/v1/types";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        Screen.of(spec).usage();
    }

    @Command(
            name = "list",
            description = "Lists the types by name.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings types list --limit 10 --json")
    int list(
            @Option(names = "--limit", defaultValue = "50", description = "Maximum number of results (default 50).")
                    int limit,
            @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            ArrayNode types = new Listing(api, PATH, "types").all(Map.of(), limit);
            if (remote.json()) {
                out().json(types);
                return ExitCodes.OK;
            }
            if (types.isEmpty()) {
                out().line("No types.");
                return ExitCodes.OK;
            }
            Table table = new Table(
                    Column.whole("TYPE"),
                    Column.whole("VALIDATION"),
                    Column.text("CHANNELS"),
                    Column.text("DESCRIPTION"),
                    Column.time("UPDATED"));
            for (JsonNode type : types) {
                table.row(List.of(
                        type.path("name").asText() + (type.path("deprecated").asBoolean() ? " (deprecated)" : ""),
                        type.has("schema") ? type.path("validation").asText() : "no schema",
                        channels(type),
                        type.path("description").asText(),
                        type.path("updated_at").asText()));
            }
            out().table(table);
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "get",
            description = "Prints a type as JSON, which put accepts.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings types get order.paid")
    int get(@Parameters(paramLabel = "TYPE") String type, @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            out().json(api.get(path(type)));
            return ExitCodes.OK;
        }
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
        try (ApiClient api = remote.open()) {
            JsonNode stored = api.put(path(type), definition);
            if (remote.json()) {
                out().json(stored);
            } else {
                String checks = stored.has("schema")
                        ? "validation " + stored.path("validation").asText()
                        : "no schema";
                out().line("Type " + stored.path("name").asText() + ": " + checks);
            }
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "delete",
            description =
                    "Deletes a type. Its intents are then accepted without checks, unless types.unknown is refuse.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings types delete order.paid")
    int delete(@Parameters(paramLabel = "TYPE") String type, @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            var _ = api.delete(path(type));
            out().line("Type " + type + " deleted.");
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "asyncapi",
            description = "Prints the catalogue as an AsyncAPI 3.0 document.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings types asyncapi")
    int asyncApi(@Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            out().json(api.get(PATH + ":asyncapi"));
            return ExitCodes.OK;
        }
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

    private Screen out() {
        return Screen.of(spec);
    }
}
