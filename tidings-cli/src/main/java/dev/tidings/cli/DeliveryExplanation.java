package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Says in two sentences why a delivery waits or how it ended, and how to change that.
 *
 * @param why the first sentence
 * @param change the second sentence up to the command
 */
record DeliveryExplanation(String why, String change, String command) {
    /** Both sentences in one line. */
    String text() {
        return why + " " + change + ": " + command;
    }

    static DeliveryExplanation of(JsonNode delivery, CommandArguments arguments) {
        String id = delivery.path("delivery_id").asText();
        String finished = delivery.path("finished_at").asText();
        if (delivery.has("erased_at")) {
            return new DeliveryExplanation(
                    "It is " + delivery.path("status").asText() + " since " + finished + " and was erased with its"
                            + " recipient at " + delivery.path("erased_at").asText() + ", so it cannot be sent again.",
                    "See what is left of it with",
                    "tidings show " + id);
        }
        return switch (delivery.path("status").asText()) {
            case "sent" -> {
                String how = "It was sent at " + finished + " on attempt "
                        + delivery.path("attempt_number").asText();
                yield delivery.hasNonNull("superseded_by")
                        ? replaced(delivery, how + ".")
                        : replay(delivery, arguments, how + ".", "Send it again with");
            }
            case "skipped" -> ended(delivery, arguments, "It was skipped at " + finished);
            case "dead" -> ended(delivery, arguments, "It is dead since " + finished);
            case "canceled" ->
                delivery.hasNonNull("superseded_by")
                        ? superseded(delivery, "It was canceled at " + finished)
                        : new DeliveryExplanation(
                                "It was canceled at " + finished + " and stays canceled.",
                                "See its attempts with",
                                "tidings show " + id);
            case "sending" ->
                delivery.hasNonNull("superseded_by")
                        ? superseded(delivery, "It is being sent a last time")
                        : new DeliveryExplanation(
                                "It is being sent now, and another node takes over if its lease ends at "
                                        + delivery.path("lease_until").asText() + " without a result.",
                                "See its attempts with",
                                "tidings show " + id);
            default -> waiting(delivery, arguments);
        };
    }

    private static DeliveryExplanation superseded(JsonNode delivery, String how) {
        String by = delivery.path("superseded_by").asText();
        return new DeliveryExplanation(
                how + ", because " + by + " replaces its notification.",
                "See the deliveries of that one with",
                "tidings show " + by);
    }

    /** Of a replaced notification, nothing is sent again. */
    private static DeliveryExplanation replaced(JsonNode delivery, String why) {
        String by = delivery.path("superseded_by").asText();
        return new DeliveryExplanation(
                why + " It cannot be replayed, because " + by + " replaced its notification.",
                "See the deliveries of that one with",
                "tidings show " + by);
    }

    private static DeliveryExplanation ended(JsonNode delivery, CommandArguments arguments, String how) {
        String reason = delivery.path("reason").asText();
        String code = delivery.path("last_attempt").path("code").asText("");
        String message = delivery.path("last_attempt").path("message").asText("");
        String error = code.isEmpty()
                ? ""
                : "; the last error was " + code + (message.isEmpty() ? "" : " (" + unended(message) + ")");
        String why = how + ": " + Descriptions.skip(reason) + error + ".";
        if (delivery.hasNonNull("superseded_by")) {
            return replaced(delivery, why);
        }
        String change = switch (reason) {
            case "recipient_missing" -> "Create an endpoint, then replay it with";
            case "no_matching_endpoint" -> "Add an endpoint for its type, then replay it with";
            case "endpoint_disabled" -> "Enable the endpoint, then replay it with";
            default -> "Replay it with";
        };
        return replay(delivery, arguments, why, change);
    }

    /** The replay of a delivery whose endpoint was deleted is refused. */
    private static DeliveryExplanation replay(
            JsonNode delivery, CommandArguments arguments, String why, String change) {
        String id = delivery.path("delivery_id").asText();
        boolean gone = delivery.hasNonNull("endpoint_id")
                && arguments.endpoint(delivery).isEmpty();
        return gone
                ? new DeliveryExplanation(
                        why + " It cannot be replayed, because its endpoint was deleted.",
                        "See its attempts with",
                        "tidings show " + id)
                : new DeliveryExplanation(why, change, "tidings replay " + id);
    }

    private static String unended(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static DeliveryExplanation waiting(JsonNode delivery, CommandArguments arguments) {
        JsonNode waiting = delivery.path("waiting");
        String until = waiting.path("until").asText("");
        String id = delivery.path("delivery_id").asText();
        Change change = change(delivery, waiting, arguments, id);
        return new DeliveryExplanation(
                waiting.path("because").asText(),
                until.isEmpty() ? capitalized(change.text()) : "It waits until " + until + "; " + change.text(),
                change.command());
    }

    private record Change(String text, String command) {}

    private static Change change(JsonNode delivery, JsonNode waiting, CommandArguments arguments, String id) {
        return switch (waiting.path("for").asText()) {
            case "tenant_suspended" -> suspended(arguments.tenant(), id);
            case "endpoint_paused" -> ofEndpoint(delivery, arguments, "end the pause with", "resume");
            case "endpoint_retry_after" -> ofEndpoint(delivery, arguments, "end the pause with", "unblock");
            case "circuit_open" -> ofEndpoint(delivery, arguments, "close the circuit with", "unblock");
            case "retry_backoff" -> retry(id);
            case "rate_limit" ->
                arguments
                        .endpoint(delivery)
                        .map(endpoint -> new Change(
                                "raise the limit with",
                                "tidings endpoints patch " + endpoint + " --set rate_per_second=N"))
                        .orElseGet(() -> cancel(id));
            case "ordering", "concurrency_limit" ->
                new Change(
                        "see what that one waits for with",
                        "tidings why " + waiting.path("behind").asText());
            case "ordering_halted" ->
                new Change(
                        "replay that one, or let the later ones go with",
                        "tidings release " + waiting.path("behind").asText());
            case "provider_unavailable" -> new Change("it costs no attempts; give it up with", "tidings cancel " + id);
            case "not_before" -> cancel(id);
            default ->
                waiting.has("until")
                        ? retry(id)
                        : new Change(
                                "see what else waits for a node with",
                                "tidings deliveries --waiting-for capacity --channel "
                                        + delivery.path("channel").asText());
        };
    }

    private static Change suspended(JsonNode tenant, String id) {
        String name = tenant.path("id").asText();
        return tenant.path("status").asText().equals("deleting")
                ? new Change("the tenant is being deleted; see what is left of the delivery with", "tidings show " + id)
                : new Change("an operator of the server resumes it with", "tidings tenants resume " + name);
    }

    /** Without an endpoint of its own, or after its deletion, only the delivery itself can be changed. */
    private static Change ofEndpoint(JsonNode delivery, CommandArguments arguments, String text, String verb) {
        return arguments
                .endpoint(delivery)
                .map(endpoint -> new Change(text, "tidings endpoints " + verb + " " + endpoint))
                .orElseGet(() -> cancel(delivery.path("delivery_id").asText()));
    }

    private static Change retry(String id) {
        return new Change("retry it now with", "tidings retry-now " + id);
    }

    private static Change cancel(String id) {
        return new Change("cancel it with", "tidings cancel " + id);
    }

    private static String capitalized(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
