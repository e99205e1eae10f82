package dev.tidings.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.cli.rest.ApiProblem;
import dev.tidings.cli.rest.ServerUnreachable;
import dev.tidings.core.retry.Backoff;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings tail}. */
@Command(
        name = "tail",
        description = "Shows events as they are pushed, until interrupted; reconnects after failures.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  tidings tail --recipient user:42", "  tidings tail --json | jq .payload"})
final class TailCommand implements Callable<Integer> {
    private static final Backoff DELAYS = Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(10));
    private static final String DATA = "data: ";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--recipient", paramLabel = "R", description = "Only this recipient's events (default: all).")
    private @Nullable String recipient;

    @Option(names = "--from", paramLabel = "CURSOR", description = "Start with the events after this cursor.")
    private @Nullable String cursor;

    @Option(names = "--count", paramLabel = "N", description = "Exit after this many events.")
    private long count = Long.MAX_VALUE;

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    private long shown;
    private int failures;

    @Override
    public Integer call() throws InterruptedException {
        try (ApiClient api = remote.open()) {
            while (shown < count) {
                try {
                    api.lines("/v1/events", query(), this::line);
                } catch (ServerUnreachable unreachable) {
                    note(String.valueOf(unreachable.getMessage()));
                } catch (ApiProblem refused) {
                    if (refused.status() < 500 && refused.status() != 429) {
                        throw refused;
                    }
                    note(String.valueOf(refused.getMessage()));
                }
                if (shown < count) {
                    Thread.sleep(DELAYS.after(++failures));
                }
            }
            return ExitCodes.OK;
        }
    }

    private Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        if (recipient != null) {
            query.put("recipient", recipient);
        }
        if (cursor != null) {
            query.put("cursor", cursor);
        }
        return query;
    }

    /** Returns false when enough events were shown. */
    private boolean line(String line) {
        if (!line.startsWith(DATA)) {
            return true;
        }
        JsonNode message;
        try {
            message = ApiClient.JSON.readTree(line.substring(DATA.length()));
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("the server sent a line that is not JSON: " + line, foreign);
        }
        if (message.path("kind").asText().equals("event")) {
            failures = 0;
            shown++;
            show(message, line.substring(DATA.length()));
        } else {
            note(message.path("kind").asText() + " "
                    + message.path("reason").asText(message.path("cursor").asText()));
        }
        cursor = message.path("cursor").asText(cursor);
        return shown < count;
    }

    private void show(JsonNode event, String json) {
        Screen out = Screen.of(spec);
        if (remote.json()) {
            out.line(json);
        } else {
            String payload = event.has("payload")
                    ? event.get("payload").toString()
                    : event.path("payload_base64").asText();
            out.line(event.path("user_id").asText() + "  "
                    + event.path("event_type").asText() + "  "
                    + event.path("event_id").asText() + "  " + payload);
        }
        out.flush();
    }

    /** Prints to standard error, so that the output can be piped. */
    private void note(String words) {
        Screen.of(spec).note("# " + words.strip());
    }
}
