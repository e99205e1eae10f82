package dev.tidings.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the demonstration: sends intents, waits for their results and compares them. */
final class Demo {
    /** Four attempts within three seconds, so that a delivery can be watched until it is dead. */
    static final String RETRY = "{schedule: [0s, 400ms, 800ms, 1200ms], jitter: 0.1}";

    private final DemoContext demo;
    private final Receiver receiver;
    private final URI sink;
    private final InstantSource clock;
    private final List<ResultRow> rows = new ArrayList<>();

    Demo(DemoContext demo, Receiver receiver, URI sink, InstantSource clock) {
        this.demo = demo;
        this.receiver = receiver;
        this.sink = sink;
        this.clock = clock;
    }

    List<ResultRow> play() throws InterruptedException, IOException {
        Map<DemoScenario, String> deliveries = new LinkedHashMap<>();
        for (DemoScenario scenario : DemoScenario.all()) {
            prepare(scenario);
            JsonNode receipt = demo.send(intent(scenario));
            deliveries.put(scenario, DemoContext.deliveryOf(receipt));
            demo.say("accepted  " + scenario.type() + " for " + scenario.recipient() + "  "
                    + receipt.path("notification_id").asText());
        }
        for (Map.Entry<DemoScenario, String> one : deliveries.entrySet()) {
            DemoScenario scenario = one.getKey();
            rows.add(demo.outcome(scenario.story(), scenario.recipient(), one.getValue(), scenario.expected()));
        }
        resubmit(DemoScenario.all().getFirst());
        dedupe();
        expire();
        cancel();
        blockedAddress();
        afterwards(deliveries);
        return rows;
    }

    private void prepare(DemoScenario scenario) throws IOException {
        switch (scenario.where()) {
            case SINK -> demo.endpoint(scenario.recipient(), sink + Receiver.path(scenario.recipient()));
            case NOBODY -> demo.endpoint(scenario.recipient(), "http://127.0.0.1:" + silentPort() + "/");
            case NOWHERE -> demo.say("(" + scenario.recipient() + " has no endpoint)");
        }
    }

    private static ObjectNode intent(DemoScenario scenario) {
        return DemoContext.intent(
                scenario.type(), scenario.recipient(), "demo-" + scenario.recipient(), scenario.payload());
    }

    /** Resubmitting an intent returns the first receipt; reusing its key for another intent is refused. */
    private void resubmit(DemoScenario scenario) {
        JsonNode receipt = demo.send(intent(scenario));
        check(
                "the same intent again",
                scenario.recipient(),
                "replayed",
                receipt.path("replayed").asBoolean() ? "replayed" : "new");
        ObjectNode other = intent(scenario).put("type", "order.canceled");
        check(
                "another intent with its key",
                scenario.recipient(),
                "idempotency_conflict",
                refusal(() -> demo.send(other)));
    }

    /** Two intents with one dedupe key. */
    private void dedupe() throws InterruptedException {
        String recipient = "customer:eve";
        demo.endpoint(recipient, sink + Receiver.path(recipient));
        String payload = "{\"order\":\"A-7\"}";
        JsonNode first = demo.send(DemoContext.intent("order.paid", recipient, "demo-paid-1", payload)
                .put("dedupe_key", "order-A-7-paid"));
        JsonNode second = demo.send(DemoContext.intent("order.paid", recipient, "demo-paid-2", payload)
                .put("dedupe_key", "order-A-7-paid"));
        boolean reused = second.path("deliveries").path(0).path("reused").asBoolean()
                && DemoContext.deliveryOf(first).equals(DemoContext.deliveryOf(second));
        rows.add(demo.outcome(
                "two intents with one dedupe key", recipient, DemoContext.deliveryOf(first), ExpectedResult.sent(1)));
        check("the second of the two", recipient, "reused", reused ? "reused" : "a second delivery");
    }

    private void expire() throws InterruptedException {
        String recipient = "user:frank";
        demo.endpoint(recipient, sink + Receiver.path(recipient));
        ObjectNode intent = DemoContext.intent("sale.ending", recipient, "demo-late", "{\"minutes\":5}")
                .put("expires_at", clock.instant().minus(Duration.ofMinutes(1)).toString());
        rows.add(demo.outcome(
                "expired before it was sent",
                recipient,
                DemoContext.deliveryOf(demo.send(intent)),
                ExpectedResult.dead("expired", 0)));
    }

    private void cancel() throws InterruptedException {
        String recipient = "user:grace";
        demo.endpoint(recipient, sink + Receiver.path(recipient));
        ObjectNode intent = DemoContext.intent("meeting.soon", recipient, "demo-later", "{\"room\":\"B2\"}")
                .put("not_before", clock.instant().plus(Duration.ofHours(1)).toString());
        String id = DemoContext.deliveryOf(demo.send(intent));
        var _ = demo.api().post("/v1/deliveries/" + id + ":cancel", null);
        rows.add(demo.outcome("due in an hour, canceled", recipient, id, new ExpectedResult("canceled", "", 0)));
    }

    /** API users must not reach the cloud's metadata service through Tidings. */
    private void blockedAddress() {
        String refused = refusal(() -> demo.endpoint("user:mallory", "http://169.254.169.254/latest/meta-data/"));
        check("an endpoint at a metadata address", "user:mallory", "invalid_field", refused);
    }

    /** Continues from the results of the first scenarios. */
    private void afterwards(Map<DemoScenario, String> deliveries) throws InterruptedException {
        JsonNode next =
                demo.send(DemoContext.intent("newsletter.sent", DemoScenario.GONE, "demo-gone-2", "{\"issue\":89}"));
        rows.add(demo.outcome(
                "the next one to the disabled endpoint",
                DemoScenario.GONE,
                DemoContext.deliveryOf(next),
                ExpectedResult.skipped("endpoint_disabled", 0)));
        for (Map.Entry<DemoScenario, String> one : deliveries.entrySet()) {
            if (one.getKey().recipient().equals(DemoScenario.DOWN)) {
                receiver.repair(DemoScenario.DOWN);
                demo.say("fixed     the receiver of " + DemoScenario.DOWN + "; the dead letter is replayed");
                var _ = demo.api().post("/v1/deliveries/" + one.getValue() + ":replay", null);
                rows.add(demo.outcome(
                        "replayed after the fix", DemoScenario.DOWN, one.getValue(), ExpectedResult.sent(5)));
            }
        }
    }

    private void check(String story, String recipient, String expected, String became) {
        rows.add(new ResultRow(story, recipient, expected, became, ""));
    }

    private static String refusal(Runnable request) {
        try {
            request.run();
            return "accepted";
        } catch (ApiProblem refused) {
            return refused.code();
        }
    }

    private static int silentPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
