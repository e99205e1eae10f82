package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Shows endpoints of answers as text. */
final class EndpointText {
    private EndpointText() {}

    /** The columns of a list. */
    static final List<Column> COLUMNS = List.of(
            Column.whole("ENDPOINT"),
            Column.text("RECIPIENT"),
            Column.whole("CHANNEL"),
            Column.whole("NAME"),
            Column.text("ADDRESS"),
            Column.status("STATE"),
            Column.text("LAST TEST"));

    static List<String> row(JsonNode endpoint) {
        return List.of(
                endpoint.path("id").asText(),
                endpoint.path("recipient").asText(),
                endpoint.path("channel").asText(),
                endpoint.path("name").asText(),
                endpoint.path("address").asText(),
                state(endpoint),
                endpoint.path("last_test").path("status").asText("never"));
    }

    static List<String> lines(JsonNode endpoint) {
        List<String> lines = new ArrayList<>();
        lines.add(endpoint.path("id").asText() + ": " + endpoint.path("channel").asText() + "/"
                + endpoint.path("name").asText() + " of "
                + endpoint.path("recipient").asText());
        lines.add("  address: " + endpoint.path("address").asText());
        lines.add("  state: " + state(endpoint));
        lines.add("  health: " + endpoint.path("health").asText());
        lines.add("  types: " + (endpoint.path("types").isEmpty() ? "all" : joined(endpoint.path("types"))));
        for (JsonNode secret : endpoint.path("secrets")) {
            String end = secret.path("ends_at").asText("");
            lines.add("  secret " + secret.path("id").asText() + ": "
                    + secret.path("secret").asText() + ", created "
                    + secret.path("created_at").asText() + (end.isEmpty() ? "" : ", signs until " + end));
        }
        endpoint.path("settings")
                .properties()
                .forEach(setting -> lines.add("  setting " + setting.getKey() + ": "
                        + setting.getValue().asText()));
        endpoint.path("metadata")
                .properties()
                .forEach(value -> lines.add(
                        "  metadata " + value.getKey() + ": " + value.getValue().asText()));
        return lines;
    }

    static List<String> stats(JsonNode stats) {
        List<String> lines = new ArrayList<>();
        lines.add("since " + stats.path("since").asText()
                + (stats.path("complete").asBoolean() ? "" : ", only the newest deliveries"));
        for (String status : List.of("sent", "failed", "dead", "skipped", "pending", "sending", "canceled")) {
            int count = stats.path(status).asInt();
            if (count > 0) {
                lines.add("  " + status + ": " + count);
            }
        }
        JsonNode latency = stats.path("latency_ms");
        if (!latency.isMissingNode()) {
            lines.add("  latency: p50 " + latency.path("p50").asText() + " ms, p95 "
                    + latency.path("p95").asText() + " ms");
        }
        lines.add("  circuit: " + stats.path("circuit").asText());
        lines.add("  consecutive failures: "
                + stats.path("consecutive_failures").path("attempts").asText("0"));
        return lines;
    }

    private static String joined(JsonNode texts) {
        return StreamSupport.stream(texts.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }

    /** Shows what a change of the endpoint does to its deliveries. */
    static void consequences(JsonNode endpoint, Screen out) {
        retrying(endpoint, out);
        skipped(endpoint, out);
    }

    static void retrying(JsonNode answer, Screen out) {
        int waiting = answer.path("retrying").asInt();
        if (waiting > 0) {
            out.line(waiting + (waiting == 1 ? " delivery waits" : " deliveries wait")
                    + " for this endpoint and will be sent within a minute.");
        }
    }

    private static void skipped(JsonNode endpoint, Screen out) {
        int skipped = endpoint.path("skipped_while_disabled").path("count").asInt();
        if (skipped > 0) {
            out.line(skipped + (skipped == 1 ? " delivery was" : " deliveries were")
                    + " skipped while it was missing or disabled; replay with: tidings replay --status skipped"
                    + " --reason endpoint_disabled,recipient_missing --channel "
                    + endpoint.path("channel").asText() + ",none --recipient "
                    + endpoint.path("recipient").asText() + " --yes");
        }
    }

    static String state(JsonNode endpoint) {
        if (!endpoint.path("enabled").asBoolean(true)) {
            String reason = endpoint.path("disabled_reason").asText("");
            return reason.isEmpty() ? "disabled" : "disabled: " + reason;
        }
        String until = endpoint.path("paused_until").asText("");
        return until.isEmpty() ? blocked(endpoint.path("blocked")) : "paused until " + until;
    }

    private static String blocked(JsonNode block) {
        String until = block.path("until").asText("");
        if (block.isMissingNode()) {
            return "enabled";
        }
        if (until.isEmpty()) {
            return "circuit half-open: the next attempt is a probe";
        }
        return ("retry_after".equals(block.path("reason").asText())
                        ? "requested a pause until "
                        : "circuit open until ")
                + until;
    }
}
