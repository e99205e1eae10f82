package dev.tidings.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.Descriptions;
import dev.tidings.cli.Screen;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.time.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** Access to the server and the terminal for the demonstration. */
final class DemoContext {
    private static final Set<String> ENDED = Set.of("sent", "skipped", "dead", "canceled");
    private static final int GONE = 410;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final ApiClient api;
    private final Screen out;
    private final Ticker ticker;
    private final long begun;

    DemoContext(ApiClient api, Screen out, Ticker ticker) {
        this.api = api;
        this.out = out;
        this.ticker = ticker;
        this.begun = ticker.nanos();
    }

    ApiClient api() {
        return api;
    }

    synchronized void say(String text) {
        out.line(String.format(Locale.ROOT, "%6.2fs  %s", (ticker.nanos() - begun) / 1e9, text));
        out.flush();
    }

    void endpoint(String recipient, String address) {
        var _ = api.put(
                "/v1/recipients/" + ApiClient.segment(recipient) + "/endpoints/webhook",
                ApiClient.JSON.createObjectNode().put("address", address));
    }

    /** Creates an intent; the caller may add fields. */
    static ObjectNode intent(String type, String recipient, String key, String payload) {
        ObjectNode intent = ApiClient.JSON.createObjectNode();
        intent.put("type", type).put("producer", "demo").put("idempotency_key", key);
        intent.putObject("audience").putArray("recipients").add(recipient);
        try {
            intent.set("payload", ApiClient.JSON.readTree(payload));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return intent;
    }

    JsonNode send(ObjectNode intent) {
        return api.post("/v1/intents", intent);
    }

    /** Returns the id of the receipt's only delivery. */
    static String deliveryOf(JsonNode receipt) {
        return receipt.path("deliveries").path(0).path("delivery_id").asText();
    }

    /** Waits until the delivery has ended, up to a timeout, and returns its result. */
    ResultRow outcome(String story, String recipient, String deliveryId, ExpectedResult expected)
            throws InterruptedException {
        long until = ticker.nanos() + TIMEOUT.toNanos();
        JsonNode delivery = api.get("/v1/deliveries/" + deliveryId);
        while (!ENDED.contains(delivery.path("status").asText()) && ticker.nanos() < until) {
            Thread.sleep(LOOK_AGAIN);
            delivery = api.get("/v1/deliveries/" + deliveryId);
        }
        ExpectedResult became = new ExpectedResult(
                delivery.path("status").asText(),
                delivery.path("reason").asText(""),
                delivery.path("attempt_number").asInt());
        return new ResultRow(story, recipient, expected.toString(), became.toString(), why(delivery));
    }

    private static String why(JsonNode delivery) {
        JsonNode last = delivery.path("last_attempt");
        String reason = Descriptions.reason(delivery.path("reason").asText(""));
        String said = last.path("message").asText("");
        if (last.path("provider_status").asInt() == GONE) {
            return "answered 410; the endpoint was disabled";
        }
        if (delivery.path("reason").asText("").isEmpty()) {
            return delivery.path("attempts_used").asInt() > 1 ? "retried until it succeeded" : "";
        }
        return reason.isEmpty() || said.isEmpty() ? reason + said : reason + ": " + said;
    }
}
