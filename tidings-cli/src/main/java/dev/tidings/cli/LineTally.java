package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts the results of a file's lines. Thread-safe. */
final class LineTally {
    private static final int SHOWN = 20;
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final Ticker ticker;
    private final Progress progress;
    private final long begun;
    private final Map<Integer, String> refusals = new TreeMap<>();
    private final TreeSet<String> unreached = new TreeSet<>();
    private int fresh;
    private int replayed;
    private int retries;
    private int waiting;
    private int deliveries;
    private int skips;

    /** A receipt with a skipped delivery, from which the reason is looked up. */
    private @Nullable JsonNode skipped;

    LineTally(Ticker ticker, Progress progress) {
        this.ticker = ticker;
        this.progress = progress;
        this.begun = ticker.nanos();
    }

    synchronized void accepted(JsonNode receipt) {
        if (receipt.path("replayed").asBoolean()) {
            replayed++;
        } else {
            fresh++;
            for (JsonNode delivery : receipt.path("deliveries")) {
                deliveries++;
                if (SkipReasons.skipped(delivery)) {
                    skips++;
                    skipped = receipt;
                    unreached.add(delivery.path("recipient").asText());
                }
            }
        }
        progress.show(this::line);
    }

    synchronized void refused(int line, String problem) {
        refusals.put(line, problem);
        progress.show(this::line);
    }

    /** The server is busy or unreachable; these lines are retried later. */
    synchronized void waits(int lines, Duration wait) {
        waiting += lines;
        progress.showNow(() -> String.format(
                Locale.ROOT,
                "%s; %d waiting %.1f s because the server is busy",
                line(),
                waiting,
                wait.toMillis() / MILLIS));
    }

    synchronized void retried(int lines) {
        waiting -= lines;
        retries += lines;
        progress.show(this::line);
    }

    synchronized boolean isEmpty() {
        return fresh + replayed == 0;
    }

    /** Prints the summary; returns true when nothing was refused. */
    synchronized boolean print(Screen out, boolean json, ApiClient api) {
        progress.end();
        if (json) {
            out.json(json());
            return refusals.isEmpty();
        }
        out.line(line());
        if (retries > 0) {
            out.line(retries + " were retried because the server was busy or did not respond");
        }
        if (skipped != null) {
            printSkips(out, api, skipped);
        }
        refusals.entrySet().stream()
                .limit(SHOWN)
                .forEach(entry -> out.line("line " + entry.getKey() + " refused: " + entry.getValue()));
        if (refusals.size() > SHOWN) {
            out.line("… and " + (refusals.size() - SHOWN) + " more; --json lists all");
        }
        if (fresh > 0) {
            out.line("Follow them: tidings deliveries --server " + api.server());
        }
        return refusals.isEmpty();
    }

    private void printSkips(Screen out, ApiClient api, JsonNode example) {
        String reason = SkipReasons.explained(api, example).stream()
                .map(delivery -> delivery.path("reason").asText(""))
                .filter(code -> !code.isEmpty())
                .findFirst()
                .map(Descriptions::skip)
                .orElse("see tidings deliveries --status skipped");
        out.line(skips + " of " + deliveries + " deliveries were skipped: " + reason);
        if (reason.startsWith("recipient_missing")) {
            String who = unreached.first();
            out.line("  give " + who + " an endpoint: tidings endpoints put " + who
                    + " webhook https://example.org/hooks");
            out.line("  or start a local webhook sink: tidings sink --recipient " + who);
        }
    }

    private String line() {
        double seconds = Math.max(ticker.nanos() - begun, 1_000_000) / NANOS;
        int all = fresh + replayed + refusals.size();
        return String.format(
                Locale.ROOT,
                "%d intents in %.1f s (%.0f/s): %d new, %d replayed, %d refused",
                all,
                seconds,
                all / seconds,
                fresh,
                replayed,
                refusals.size());
    }

    private ObjectNode json() {
        ObjectNode json = ApiClient.JSON.createObjectNode();
        json.put("new", fresh)
                .put("replayed", replayed)
                .put("refused", refusals.size())
                .put("sent_again", retries);
        json.put("deliveries", deliveries);
        json.put("skipped", skips);
        refusals.forEach((line, problem) ->
                json.withArray("refusals").addObject().put("line", line).put("problem", problem));
        return json;
    }
}
