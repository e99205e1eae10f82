package dev.tidings.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of an intent; for a file, what its lines share. */
final class IntentOptions {
    /** The default recipient, so that a first try needs no options. */
    static final String DEFAULT_RECIPIENT = "user:1";

    @Option(
            names = {"-r", "--recipient"},
            paramLabel = "RECIPIENT",
            description = "The recipient's id; may be repeated (default user:1).")
    private List<String> recipients = new ArrayList<>();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "A topic instead of recipients: everybody who is subscribed to it now.")
    private @Nullable String topic;

    @Option(
            names = "--except",
            paramLabel = "RECIPIENT",
            description = "A subscriber of the topic who is left out; may be repeated.")
    private List<String> except = new ArrayList<>();

    @Option(
            names = "--address",
            paramLabel = "CHANNEL=ADDRESS",
            description = "An explicit address instead of a recipient, such as email=ada@example.org.")
    private Map<String, String> addresses = new LinkedHashMap<>();

    @Option(
            names = "--channel",
            paramLabel = "CHANNEL",
            description = "The channel; may be repeated (default: from routing rules or the recipient's endpoints).")
    private List<String> channels = new ArrayList<>();

    @Option(
            names = "--producer",
            defaultValue = "tidings-cli",
            description = "The submitting service (default tidings-cli).")
    private String producer = "tidings-cli";

    @Option(names = "--title", description = "The title of the content (requires --summary).")
    private @Nullable String title;

    @Option(names = "--summary", description = "The text of the content.")
    private @Nullable String summary;

    @Option(names = "--fallback", description = "Replaces a summary that is missing or not trusted.")
    private @Nullable String fallback;

    @Option(names = "--target-url", paramLabel = "URL", description = "The link of the content.")
    private @Nullable String targetUrl;

    @Option(
            names = "--dedupe-key",
            paramLabel = "KEY",
            description =
                    "Only one delivery per recipient and channel for all intents of the producer and type with this"
                            + " key.")
    private @Nullable String dedupeKey;

    @Option(
            names = "--ordering-key",
            paramLabel = "KEY",
            description =
                    "Deliveries with this key to one endpoint are sent one at a time, in the order of acceptance.")
    private @Nullable String orderingKey;

    @Option(
            names = "--ordering-on-dead",
            paramLabel = "POLICY",
            description = "When a delivery of the ordering key is dead: continue (default), or halt until you replay or"
                    + " release it.")
    private @Nullable String orderingOnDead;

    @Option(
            names = "--concurrency-key",
            paramLabel = "KEY",
            description = "At most as many deliveries with this key are sent at the same time as the server's settings"
                    + " allow.")
    private @Nullable String concurrencyKey;

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            description = "A word by which the notification is found and canceled; may be repeated.")
    private List<String> tags = new ArrayList<>();

    @Option(
            names = "--cancel-key",
            paramLabel = "KEY",
            description = "What the intent is about: notifications with this key are canceled together, or replaced.")
    private @Nullable String cancelKey;

    @Option(
            names = "--replaces",
            description = "Cancel what earlier notifications with the cancel key have not sent yet.")
    private boolean replaces;

    @Option(
            names = "--not-before",
            paramLabel = "TIME",
            description = "Send no earlier than this time, such as 2027-01-31T08:00:00Z.")
    private @Nullable String notBefore;

    @Option(names = "--expires-at", paramLabel = "TIME", description = "Deliveries not sent by this time become dead.")
    private @Nullable String expiresAt;

    @Option(names = "--request-id", paramLabel = "ID", description = "Your request id, for finding it in logs.")
    private @Nullable String requestId;

    /** Returns the audience as the API expects it. */
    ObjectNode audience() {
        ObjectNode audience = ApiClient.JSON.createObjectNode();
        if (topic == null && !except.isEmpty()) {
            throw new UsageError("--except needs --topic");
        }
        if (topic != null) {
            if (!recipients.isEmpty() || !addresses.isEmpty()) {
                throw new UsageError("--topic excludes --recipient and --address; send one intent for each");
            }
            audience.put("topic", topic);
            if (!except.isEmpty()) {
                except.forEach(audience.putArray("except")::add);
            }
        } else if (addresses.isEmpty()) {
            ArrayNode ids = audience.putArray("recipients");
            (recipients.isEmpty() ? List.of(DEFAULT_RECIPIENT) : recipients).forEach(ids::add);
        } else {
            ArrayNode list = audience.putArray("addresses");
            addresses.forEach((channel, address) ->
                    list.addObject().put("channel", channel).put("address", address));
        }
        return audience;
    }

    ObjectNode intent(String type, String key, @Nullable JsonNode payload) {
        ObjectNode intent = ApiClient.JSON.createObjectNode();
        intent.put("type", type).put("producer", producer).put("idempotency_key", key);
        intent.set("audience", audience());
        if (!channels.isEmpty()) {
            channels.forEach(intent.putArray("channels")::add);
        }
        if (title != null || summary != null || fallback != null || targetUrl != null) {
            ObjectNode content = intent.putObject("content");
            put(content, "title", title);
            put(content, "summary", summary);
            put(content, "fallback", fallback);
            put(content, "target_url", targetUrl);
        }
        if (payload != null) {
            intent.set("payload", payload);
        }
        put(intent, "dedupe_key", dedupeKey);
        put(intent, "ordering_key", orderingKey);
        put(intent, "ordering_on_dead", orderingOnDead);
        put(intent, "concurrency_key", concurrencyKey);
        if (!tags.isEmpty()) {
            tags.forEach(intent.putArray("tags")::add);
        }
        put(intent, "cancel_key", cancelKey);
        if (replaces) {
            intent.put("replaces", true);
        }
        put(intent, "not_before", notBefore);
        put(intent, "expires_at", expiresAt);
        put(intent, "request_id", requestId);
        return intent;
    }

    /** Reads the JSON of an option; null when the option is absent. */
    static @Nullable JsonNode payload(@Nullable String option) throws IOException {
        if (option == null) {
            return null;
        }
        String text = option;
        if (option.equals("-")) {
            text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } else if (option.startsWith("@")) {
            text = file(option.substring(1));
        }
        return json("--payload", text);
    }

    private static String file(String name) {
        try {
            return Files.readString(Path.of(name));
        } catch (CharacterCodingException malformed) {
            throw new UsageError("--payload: " + name + " is not text in UTF-8");
        } catch (IOException | InvalidPathException failed) {
            throw new UsageError(
                    "--payload: cannot read " + name + " (" + failed.getClass().getSimpleName() + ")");
        }
    }

    static JsonNode json(String what, String text) {
        try {
            return ApiClient.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UsageError(what + " is not JSON: " + flaw(e));
        }
    }

    /** Describes why a text is not a single JSON value. */
    static String flaw(JsonProcessingException malformed) {
        return malformed instanceof MismatchedInputException
                ? "unexpected data after the first value"
                // Jackson's start marker refers to a source that has no name here.
                : malformed.getOriginalMessage().replaceFirst(" \\(start marker at (?s:.*)", "") + ", at column "
                        + malformed.getLocation().getColumnNr();
    }

    private static void put(ObjectNode into, String field, @Nullable String value) {
        if (value != null) {
            into.put(field, value);
        }
    }
}
