package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidings topics}. */
@Command(
        name = "topics",
        description = {
            "Manages topics: named groups of recipients, and their subscribers.",
            "Adding the first subscriber creates a topic (docs/guides/topics.md)."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | get | put | delete | subscribers | add | remove | cancel)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings topics add releases user:42 user:43",
            "  tidings topics add releases --file subscribers.txt",
            "  tidings topics subscribers releases",
            "  tidings topics list",
            "  tidings topics delete releases"
        })
final class TopicsCommand extends CommandGroup {
    private static final String PATH = "/v1/topics";

    private static final PrintedList TOPICS = new PrintedList(
            PATH,
            "topics",
            "No topics.",
            List.of(
                    Column.whole("TOPIC"),
                    Column.whole("SUBSCRIBERS"),
                    Column.text("DESCRIPTION"),
                    Column.time("UPDATED")),
            topic -> List.of(
                    topic.path("id").asText(),
                    topic.path("subscribers").asText(),
                    topic.path("description").asText(),
                    topic.path("updated_at").asText()));

    private static final String FILE = "A file with one recipient per line.";

    /** The maximum number of recipients in one request. */
    private static final int SLICE = 10_000;

    @Command(
            name = "list",
            description = "Lists the topics by id.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings topics list --limit 10 --json")
    int list(@Mixin LimitOption limit, @Mixin ConnectionOptions remote) {
        return TOPICS.print(Map.of(), limit, remote, out());
    }

    @Command(
            name = "get",
            description = "Prints a topic as JSON.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings topics get releases")
    int get(@Parameters(paramLabel = "TOPIC") String topic, @Mixin ConnectionOptions remote) {
        return document(remote, api -> api.get(path(topic)));
    }

    @Command(
            name = "put",
            description = "Creates a topic, or replaces its description.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings topics put releases --description 'New releases'")
    int put(
            @Parameters(paramLabel = "TOPIC") String topic,
            @Option(names = "--description", defaultValue = "", description = "For people.") String description,
            @Mixin ConnectionOptions remote) {
        ObjectNode body = ApiClient.JSON.createObjectNode().put("description", description);
        return answered(
                remote,
                api -> api.put(path(topic), body),
                stored -> out().line("Topic " + topic + ": "
                        + counted(stored.path("subscribers").asLong())));
    }

    @Command(
            name = "delete",
            description = "Deletes a topic and its subscriptions.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings topics delete releases")
    int delete(@Parameters(paramLabel = "TOPIC") String topic, @Mixin ConnectionOptions remote) {
        return deleted(remote, path(topic), "Topic " + topic + " deleted.");
    }

    @Command(
            name = "subscribers",
            description = "Lists the subscribers of a topic, one per line.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings topics subscribers releases --limit 1000000")
    int subscribers(
            @Parameters(paramLabel = "TOPIC") String topic, @Mixin LimitOption limit, @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            Listing listing = new Listing(api, path(topic) + "/subscribers", "recipients");
            if (remote.json()) {
                out().json(listing.all(Map.of(), limit.limit));
                return ExitCodes.OK;
            }
            boolean more = listing.each(Map.of(), limit.limit, recipient -> out().line(recipient.asText()));
            if (more) {
                out().note("There are more; use --limit.");
            }
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "add",
            description = "Subscribes recipients to a topic. Recipients that are subscribed stay so.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  tidings topics add releases user:42", "  tidings topics add releases --file subscribers.txt"})
    int add(
            @Parameters(index = "0", paramLabel = "TOPIC") String topic,
            @Parameters(index = "1..*", arity = "0..*", paramLabel = "RECIPIENT") @Nullable List<String> recipients,
            @Option(names = "--file", description = FILE) @Nullable Path file,
            @Mixin ConnectionOptions remote)
            throws IOException {
        List<String> all = recipients(recipients, file);
        try (ApiClient api = remote.open()) {
            return change(all, "added", body -> api.put(path(topic) + "/subscribers", body), remote);
        }
    }

    @Command(
            name = "remove",
            description = "Unsubscribes recipients from a topic. Recipients that are not subscribed are ignored.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  tidings topics remove releases user:42", "  tidings topics remove releases --file gone.txt"})
    int remove(
            @Parameters(index = "0", paramLabel = "TOPIC") String topic,
            @Parameters(index = "1..*", arity = "0..*", paramLabel = "RECIPIENT") @Nullable List<String> recipients,
            @Option(names = "--file", description = FILE) @Nullable Path file,
            @Mixin ConnectionOptions remote)
            throws IOException {
        List<String> all = recipients(recipients, file);
        try (ApiClient api = remote.open()) {
            return change(all, "removed", body -> api.post(path(topic) + "/subscribers:remove", body), remote);
        }
    }

    @Command(
            name = "cancel",
            description = {
                "Stops the expansion of a notification to a topic: subscribers without a delivery get none.",
                "Deliveries that exist go on."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings topics cancel ntf_01K...")
    int cancel(
            @Parameters(paramLabel = "NOTIFICATION", description = "ntf_...") String id,
            @Mixin ConnectionOptions remote) {
        return answered(
                remote,
                api -> api.post("/v1/notifications/" + ApiClient.segment(id) + "/expansion:cancel", null),
                expansion -> out().line(Descriptions.expansion(expansion)));
    }

    /** Sends the recipients in as many requests as they need. */
    private int change(
            List<String> recipients, String counted, UnaryOperator<JsonNode> request, ConnectionOptions remote) {
        long changed = 0;
        long subscribers = 0;
        for (int from = 0; from < recipients.size(); from += SLICE) {
            ObjectNode body = ApiClient.JSON.createObjectNode();
            recipients
                    .subList(from, Math.min(recipients.size(), from + SLICE))
                    .forEach(body.putArray("recipients")::add);
            JsonNode answer = request.apply(body);
            changed += answer.path(counted).asLong();
            subscribers = answer.path("subscribers").asLong();
        }
        if (remote.json()) {
            out().json(ApiClient.JSON.createObjectNode().put(counted, changed).put("subscribers", subscribers));
        } else {
            out().line(changed + " " + counted + "; the topic has " + counted(subscribers) + ".");
        }
        return ExitCodes.OK;
    }

    private static List<String> recipients(@Nullable List<String> given, @Nullable Path file) throws IOException {
        List<String> all = new ArrayList<>(given == null ? List.of() : given);
        if (file != null) {
            Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .forEach(all::add);
        }
        if (all.isEmpty()) {
            throw new UsageError("there are no recipients; expected RECIPIENT or --file");
        }
        return all;
    }

    private static String counted(long subscribers) {
        return subscribers == 1 ? "1 subscriber" : subscribers + " subscribers";
    }

    private static String path(String topic) {
        return PATH + "/" + ApiClient.segment(topic);
    }
}
