package dev.tidings.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.core.time.Ticker;
import dev.tidings.server.cli.rest.Api;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts what became of the lines of a file. Safe for many threads. */
final class Tally {
    private static final int SHOWN = 20;
    private static final double NANOS = 1e9;

    private final Ticker ticker;
    private final Progress progress;
    private final long begun;
    private final Map<Integer, String> refusals = new TreeMap<>();
    private final Map<String, Integer> skips = new TreeMap<>();
    private final TreeSet<String> unreached = new TreeSet<>();
    private int fresh;
    private int replayed;
    private int retries;
    private int deliveries;

    Tally(Ticker ticker, Progress progress) {
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
                if ("skipped".equals(delivery.path("status").asText())) {
                    skips.merge(Words.skipOf(delivery), 1, Integer::sum);
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

    synchronized void retried(int lines) {
        retries += lines;
    }

    synchronized boolean nothingYet() {
        return fresh + replayed == 0;
    }

    /** The summary; true when nothing was refused. */
    synchronized boolean print(PrintWriter out, boolean json, URI server) {
        progress.end();
        if (json) {
            out.println(json().toPrettyString());
            return refusals.isEmpty();
        }
        out.println(line());
        if (retries > 0) {
            out.println(retries + " were sent again because the server was busy or did not answer");
        }
        skips.forEach(
                (reason, count) -> out.println(count + " of " + deliveries + " deliveries are skipped: " + reason));
        if (!unreached.isEmpty()) {
            String who = unreached.first();
            out.println("  give " + who + " an endpoint: tidings endpoints put " + who
                    + " webhook http://127.0.0.1:8435/ (and a sink to look at: tidings sink --recipient " + who + ")");
        }
        refusals.entrySet().stream()
                .limit(SHOWN)
                .forEach(entry -> out.println("line " + entry.getKey() + " refused: " + entry.getValue()));
        if (refusals.size() > SHOWN) {
            out.println("… and " + (refusals.size() - SHOWN) + " more; --json lists all");
        }
        if (fresh > 0) {
            out.println("What becomes of them: tidings deliveries --server " + server);
        }
        return refusals.isEmpty();
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
        ObjectNode json = Api.JSON.createObjectNode();
        json.put("new", fresh)
                .put("replayed", replayed)
                .put("refused", refusals.size())
                .put("sent_again", retries);
        json.put("deliveries", deliveries);
        ObjectNode skipped = json.putObject("skipped");
        skips.forEach(skipped::put);
        refusals.forEach((line, problem) ->
                json.withArray("refusals").addObject().put("line", line).put("problem", problem));
        return json;
    }
}
