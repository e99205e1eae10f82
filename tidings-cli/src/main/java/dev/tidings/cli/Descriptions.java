package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.secret.Masking;

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

    /** Describes a delivery's status and what happens next. */
    static String status(JsonNode delivery) {
        String status = delivery.path("status").asText();
        String reason = delivery.path("reason").asText("");
        String why = reason.isEmpty() ? "" : (": " + reason(reason) + " [" + reason + "]").replace(":  [", ": [");
        String id = delivery.path("delivery_id").asText();
        return switch (status) {
            case "pending", "failed" -> status + ", " + wait(delivery, id);
            case "sending" -> "is being sent";
            case "sent" -> "sent " + delivery.path("finished_at").asText("");
            case "skipped" -> "skipped" + why;
            case "dead" -> "dead" + why + "; replay it with: tidings replay " + id;
            case "canceled" -> "canceled " + delivery.path("finished_at").asText("");
            default -> status + why;
        };
    }

    /** Responses to changes of a delivery do not say what it waits for. */
    private static String wait(JsonNode delivery, String id) {
        JsonNode waiting = delivery.path("waiting");
        String next = delivery.path("next_attempt_at").asText("");
        if (waiting.isMissingNode()) {
            return next.isEmpty() ? "waits for its next attempt" : "the next attempt is due " + next;
        }
        String until = waiting.path("until").asText("");
        return "waits" + (until.isEmpty() ? "" : " until " + until) + ": "
                + waiting.path("because").asText() + " What changes it: tidings why " + id;
    }

    /** Returns the recipient; explicit addresses are masked. */
    static String recipient(JsonNode delivery) {
        String recipient = delivery.path("recipient").asText();
        return delivery.hasNonNull("address") ? Masking.address(recipient) : recipient;
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

    /** The progress of a notification to a topic or to very many recipients. */
    static String expansion(JsonNode expansion) {
        String to = expansion.has("topic") ? "topic " + expansion.path("topic").asText() : "recipients";
        return to + ": "
                + expansion.path("state").asText() + ", "
                + expansion.path("expanded").asText() + " of "
                + expansion.path("total").asText()
                + " recipients, " + expansion.path("deliveries").asText() + " deliveries";
    }
}
