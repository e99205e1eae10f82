package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Says in words what the API says in fields. */
public final class Words {
    private Words() {}

    /** A delivery of a receipt, in a line. */
    static String receipt(JsonNode delivery) {
        String line = delivery.path("delivery_id").asText() + "  "
                + delivery.path("channel").asText() + " to "
                + delivery.path("recipient").asText() + ": "
                + delivery.path("status").asText();
        if (delivery.path("reused").asBoolean()) {
            return line + " (known by its dedupe key; no second one is made)";
        }
        String reason = delivery.path("reason").asText("");
        return reason.isEmpty() ? line : line + ", " + skip(reason);
    }

    /** A reason for a skip, with its code. */
    static String skip(String code) {
        String said = reason(code);
        return said.isEmpty() ? code : code + " (" + said + ")";
    }

    /** Why a delivery ended as it did; empty for a channel's own code, whose attempt says more. */
    public static String reason(String code) {
        return switch (code) {
            case "recipient_missing" -> "the recipient has no endpoint for the channel";
            case "endpoint_disabled" -> "the recipient's endpoint is disabled";
            case "attempts_exhausted" -> "every attempt of its budget failed";
            case "expired" -> "it was not sent before expires_at";
            case "reclaims_exhausted" -> "too many workers stopped while trying it";
            case "channel_unknown" -> "the server has no such channel";
            default -> "";
        };
    }

    private static final String BEHIND_OTHERS = "waits for earlier deliveries to its recipient to end";

    /** Where a delivery is in its life, and what follows. */
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
            case "sending" -> "is being sent right now";
            case "failed" -> {
                String held = held(delivery);
                yield "failed so far" + (held.isEmpty() ? "" : "; " + held) + "; "
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

    /** What keeps a delivery from being tried; empty when nothing but its own backoff does. */
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
                "waits because the endpoint asked for a pause" + (until.isEmpty() ? "" : " until " + until)
                        + " (Retry-After; tidings endpoints unblock " + which + ")";
            case "endpoint_breaker" ->
                "waits because the circuit of the endpoint is open" + (until.isEmpty() ? "" : " until " + until)
                        + " (too many attempts failed; tidings endpoints unblock " + which + ")";
            default -> "";
        };
    }

    /** An attempt in a line. */
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
            case "retry" -> "failed, may be repeated";
            case "rejected" -> "rejected for good";
            case "skipped" -> "no sense in trying";
            case "unknown" -> "unknown: the server stopped while it was under way";
            default -> result;
        };
    }

    private static void add(StringBuilder line, String before, String text) {
        if (!text.isEmpty() && !"null".equals(text)) {
            line.append(before).append(text);
        }
    }
}
