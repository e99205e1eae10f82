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

/** The play: sends what happens, waits for what becomes of it, compares. */
final class Demo {
    /** Four attempts within three seconds, so that giving up can be watched. */
    static final String RETRY = "{schedule: [0s, 400ms, 800ms, 1200ms], jitter: 0.1}";

    private final Stage stage;
    private final Receiver receiver;
    private final URI sink;
    private final InstantSource clock;
    private final List<Row> rows = new ArrayList<>();

    Demo(Stage stage, Receiver receiver, URI sink, InstantSource clock) {
        this.stage = stage;
        this.receiver = receiver;
        this.sink = sink;
        this.clock = clock;
    }

    List<Row> play() throws InterruptedException, IOException {
        Map<DemoScenario, String> deliveries = new LinkedHashMap<>();
        for (DemoScenario scene : DemoScenario.all()) {
            prepare(scene);
            JsonNode receipt = stage.send(intent(scene));
            deliveries.put(scene, Stage.deliveryOf(receipt));
            stage.say("accepted  " + scene.type() + " for " + scene.recipient() + "  "
                    + receipt.path("notification_id").asText());
        }
        for (Map.Entry<DemoScenario, String> one : deliveries.entrySet()) {
            DemoScenario scene = one.getKey();
            rows.add(stage.outcome(scene.story(), scene.recipient(), one.getValue(), scene.expected()));
        }
        sayAgain(DemoScenario.all().getFirst());
        dedupe();
        tooLate();
        cancel();
        forbidden();
        afterwards(deliveries);
        return rows;
    }

    private void prepare(DemoScenario scene) throws IOException {
        switch (scene.where()) {
            case SINK -> stage.endpoint(scene.recipient(), sink + Receiver.path(scene.recipient()));
            case NOBODY -> stage.endpoint(scene.recipient(), "http://127.0.0.1:" + silentPort() + "/");
            case NOWHERE -> stage.say("(" + scene.recipient() + " has no endpoint)");
        }
    }

    private static ObjectNode intent(DemoScenario scene) {
        return Stage.intent(scene.type(), scene.recipient(), "demo-" + scene.recipient(), scene.payload());
    }

    /** The same intent is answered with the first receipt; its key with another content is refused. */
    private void sayAgain(DemoScenario scene) {
        JsonNode receipt = stage.send(intent(scene));
        check(
                "the same intent again",
                scene.recipient(),
                "replayed",
                receipt.path("replayed").asBoolean() ? "replayed" : "new");
        ObjectNode other = intent(scene).put("type", "order.canceled");
        check(
                "its key with another content",
                scene.recipient(),
                "idempotency_conflict",
                refusal(() -> stage.send(other)));
    }

    /** Two intents, one thing to tell. */
    private void dedupe() throws InterruptedException {
        String recipient = "customer:eve";
        stage.endpoint(recipient, sink + Receiver.path(recipient));
        String payload = "{\"order\":\"A-7\"}";
        JsonNode first = stage.send(
                Stage.intent("order.paid", recipient, "demo-paid-1", payload).put("dedupe_key", "order-A-7-paid"));
        JsonNode second = stage.send(
                Stage.intent("order.paid", recipient, "demo-paid-2", payload).put("dedupe_key", "order-A-7-paid"));
        boolean reused = second.path("deliveries").path(0).path("reused").asBoolean()
                && Stage.deliveryOf(first).equals(Stage.deliveryOf(second));
        rows.add(stage.outcome(
                "told by two services, one dedupe key", recipient, Stage.deliveryOf(first), Expected.sent(1)));
        check("the second of the two", recipient, "reused", reused ? "reused" : "a second delivery");
    }

    private void tooLate() throws InterruptedException {
        String recipient = "user:frank";
        stage.endpoint(recipient, sink + Receiver.path(recipient));
        ObjectNode intent = Stage.intent("sale.ending", recipient, "demo-late", "{\"minutes\":5}")
                .put("expires_at", clock.instant().minus(Duration.ofMinutes(1)).toString());
        rows.add(stage.outcome(
                "expired before it could be sent",
                recipient,
                Stage.deliveryOf(stage.send(intent)),
                Expected.dead("expired", 0)));
    }

    private void cancel() throws InterruptedException {
        String recipient = "user:grace";
        stage.endpoint(recipient, sink + Receiver.path(recipient));
        ObjectNode intent = Stage.intent("meeting.soon", recipient, "demo-later", "{\"room\":\"B2\"}")
                .put("not_before", clock.instant().plus(Duration.ofHours(1)).toString());
        String id = Stage.deliveryOf(stage.send(intent));
        var _ = stage.api().post("/v1/deliveries/" + id + ":cancel", null);
        rows.add(stage.outcome("due in an hour, canceled", recipient, id, new Expected("canceled", "", 0)));
    }

    /** A user of the API must not reach the cloud's metadata service through Tidings. */
    private void forbidden() {
        String refused = refusal(() -> stage.endpoint("user:mallory", "http://169.254.169.254/latest/meta-data/"));
        check("an endpoint at the cloud's metadata", "user:mallory", "invalid_field", refused);
    }

    /** What follows from how the first scenes ended. */
    private void afterwards(Map<DemoScenario, String> deliveries) throws InterruptedException {
        JsonNode next = stage.send(Stage.intent("newsletter.sent", DemoScenario.GONE, "demo-gone-2", "{\"issue\":89}"));
        rows.add(stage.outcome(
                "the next one for who is gone",
                DemoScenario.GONE,
                Stage.deliveryOf(next),
                Expected.skipped("endpoint_disabled", 0)));
        for (Map.Entry<DemoScenario, String> one : deliveries.entrySet()) {
            if (one.getKey().recipient().equals(DemoScenario.DOWN)) {
                receiver.mend(DemoScenario.DOWN);
                stage.say("mended    the receiver of " + DemoScenario.DOWN + "; the dead letter is replayed");
                var _ = stage.api().post("/v1/deliveries/" + one.getValue() + ":replay", null);
                rows.add(stage.outcome(
                        "replayed after the repair", DemoScenario.DOWN, one.getValue(), Expected.sent(5)));
            }
        }
    }

    private void check(String story, String recipient, String expected, String became) {
        rows.add(new Row(story, recipient, expected, became, ""));
    }

    private static String refusal(Runnable request) {
        try {
            request.run();
            return "taken";
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
