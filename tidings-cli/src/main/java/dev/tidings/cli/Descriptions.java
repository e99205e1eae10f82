package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Describes API objects in words. */
public final class Descriptions {
    private Descriptions() {}

    /** Describes a delivery of a receipt in one line. */
    static String receipt(JsonNode delivery) {
        String line = delivery.path("delivery_id").asText() + "  "
                + delivery.path("channel").asText() + " to "
                + delivery.path("recipient").asText() + ": "
                + delivery.path("status").asText();
        if (delivery.path("reused").asBoolean()) {
            return line + " (reused by its dedupe key)";
        }
        String reason = delivery.path("reason").asText("");
        return reason.isEmpty() ? line : line + ", " + skip(reason);
    }

    /** Describes the reason of a skip, with its code. */
    static String skip(String code) {
        String text = reason(code);
        return text.isEmpty() ? code : code + " (" + text + ")";
    }

    /** Describes why a delivery ended; empty for a channel's own codes, which the attempt explains. */
    public static String reason(String code) {
        return switch (code) {
            case "recipient_missing" -> "the recipient has no endpoint for the channel";
            case "no_matching_endpoint" -> "the recipient's endpoints for the channel do not get this type";
            case "endpoint_disabled" -> "the recipient's endpoint is disabled";
            case "attempts_exhausted" -> "all attempts failed";
            case "expired" -> "it was not sent before expires_at";
            case "reclaims_exhausted" -> "reclaimed too often without an outcome";
            case "channel_unknown" -> "the server has no such channel";
            default -> "";
        };
    }

    private static final String BEHIND_OTHERS = "waits for earlier deliveries to its recipient to end";

    /** Describes a delivery's status and what happens next. */
    static String status(JsonNode delivery) {
        String status = delivery.path("status").asText();
        String reason = delivery.path("reason").asText("");
        String why = reason.isEmpty() ? "" : (": " + reason(reason) + " [" + reason + "]").replace(":  [", ": [");
        String next = delivery.path("next_attempt_at").asText("");
        return switch (status) {
            case "pending" -> {
                String held = held(delivery);
                String first = "waits for its "
                        + (delivery.path("attempt_number").asInt() == 0 ? "first" : "next") + " attempt";
                yield held.isEmpty() && next.isEmpty()
                        ? BEHIND_OTHERS
                        : (held.isEmpty() ? first : held) + (next.isEmpty() ? "" : ", due " + next);
            }
            case "sending" -> "is being sent";
            case "failed" -> {
                String held = held(delivery);
                yield "failed" + (held.isEmpty() ? "" : "; " + held) + "; "
                        + (next.isEmpty() ? BEHIND_OTHERS : "the next attempt is due " + next);
            }
            case "sent" -> "sent " + delivery.path("finished_at").asText("");
            case "skipped" -> "skipped" + why;
            case "dead" ->
                "dead" + why + "; replay it with: tidings replay "
                        + delivery.path("delivery_id").asText();
            case "canceled" -> "canceled " + delivery.path("finished_at").asText("");
            default -> status + why;
        };
    }

    /** Describes what holds a delivery back; empty when it is only its own backoff. */
    private static String held(JsonNode delivery) {
        JsonNode wait = delivery.path("waits_for");
        String until = wait.path("until").asText("");
        String which = delivery.path("recipient").asText() + " "
                + delivery.path("channel").asText();
        return switch (wait.path("reason").asText("")) {
            case "not_before" -> "waits for the not_before of its intent, " + until;
            case "endpoint_paused" ->
                "waits because the endpoint is paused until " + until + " (tidings endpoints resume " + which + ")";
            case "endpoint_retry_after" ->
                "waits because the endpoint requested a pause" + (until.isEmpty() ? "" : " until " + until)
                        + " (Retry-After; tidings endpoints unblock " + which + ")";
            case "endpoint_circuit" ->
                "waits because the endpoint's circuit is open" + (until.isEmpty() ? "" : " until " + until)
                        + " (too many attempts failed; tidings endpoints unblock " + which + ")";
            default -> "";
        };
    }

    /** Describes an attempt in one line. */
    static String attempt(JsonNode attempt) {
        StringBuilder line = new StringBuilder("attempt ")
                .append(attempt.path("number").asText())
                .append("  ")
                .append(attempt.path("started_at").asText())
                .append("  ")
                .append(result(attempt.path("result").asText()));
        add(line, "  answered ", text(attempt, "provider_status"));
        add(line, "  ", attempt.path("code").asText(""));
        add(line, ": ", attempt.path("message").asText(""));
        if (attempt.path("late").asBoolean()) {
            line.append("  (ended after its lease was taken over; changed nothing)");
        }
        return line.toString();
    }

    private static String text(JsonNode attempt, String field) {
        return attempt.path(field).asText(attempt.path("evidence").path(field).asText(""));
    }

    private static String result(String result) {
        return switch (result) {
            case "sent" -> "sent";
            case "retry" -> "failed, retryable";
            case "rejected" -> "rejected permanently";
            case "skipped" -> "skipped";
            case "unknown" -> "unknown: the server stopped during the attempt";
            default -> result;
        };
    }

    private static void add(StringBuilder line, String before, String text) {
        if (!text.isEmpty() && !"null".equals(text)) {
            line.append(before).append(text);
        }
    }
}
