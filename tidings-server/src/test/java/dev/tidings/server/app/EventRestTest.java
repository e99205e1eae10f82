package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.tidings.core.event.Event;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.server.tail.SseTail;
import dev.tidings.server.tail.Tail;
import dev.tidings.server.tail.WebSocketTail;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.DeliveryServiceGrpc.DeliveryServiceBlockingStub;
import dev.tidings.v1.GetDeliveryRequest;
import dev.tidings.v1.GetDeliveryResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Acks, presence, and {@code tidings tail}. */
@NeedsServers
class EventRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Test
    void an_acknowledgement_is_stored() {
        String id = SERVER.accept("ack");

        assertThat(SERVER.post("/v1/events/" + id + "/acks", "{\"state\":\"read\"}")
                        .status())
                .isEqualTo(204);
        assertThat(SERVER.get("/v1/deliveries/" + id).text("acked_read_at")).isNotEmpty();
    }

    @Test
    void the_first_acknowledgement_is_shown_with_the_delivery() {
        String id = SERVER.accept("shown");
        String acks = "/v1/events/" + id + "/acks";
        Instant delivered = SERVER.clock.instant();
        SERVER.post(acks, "{\"state\":\"delivered\"}");
        SERVER.clock.advance(Duration.ofSeconds(3));
        Instant read = SERVER.clock.instant();
        SERVER.post(acks, "{\"state\":\"read\"}");
        SERVER.clock.advance(Duration.ofSeconds(3));
        SERVER.post(acks, "{\"state\":\"read\"}");

        Answer rest = SERVER.get("/v1/deliveries/" + id);
        GetDeliveryResponse grpc = GrpcClients.newClient(
                        "gproto+http://127.0.0.1:" + SERVER.port(), DeliveryServiceBlockingStub.class)
                .getDelivery(GetDeliveryRequest.newBuilder().setDeliveryId(id).build());
        Cli.Result show = new Cli(Map.of(), "--server", "http://127.0.0.1:" + SERVER.port()).run("show", id);

        assertThat(Instant.parse(rest.text("acked_delivered_at"))).isEqualTo(delivered);
        assertThat(Instant.parse(rest.text("acked_read_at"))).isEqualTo(read);
        assertThat(grpc.getAckedDeliveredAt().getSeconds()).isEqualTo(delivered.getEpochSecond());
        assertThat(grpc.getAckedReadAt().getSeconds()).isEqualTo(read.getEpochSecond());
        assertThat(show.out())
                .contains("delivered to the client at " + rest.text("acked_delivered_at"))
                .contains("read at " + rest.text("acked_read_at"));
    }

    @Test
    void an_acknowledgement_of_an_unknown_event_is_refused() {
        String unknown = "/v1/events/dlv_00000000000000000000000000/acks";

        assertThat(SERVER.post(unknown, "{\"state\":\"read\"}").status()).isEqualTo(404);
        Answer wrong = SERVER.post(unknown, "{\"state\":\"seen\"}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text("expected")).isEqualTo("delivered or read");
    }

    @Test
    void a_token_can_acknowledge_events_of_its_own_recipient_only() {
        String id = SERVER.accept("own");
        String own = SERVER.post("/v1/tokens", "{\"recipient\":\"user:42\"}").text("token");
        String other = SERVER.post("/v1/tokens", "{\"recipient\":\"user:43\"}").text("token");

        assertThat(acknowledge(id, other)).isEqualTo(404);
        assertThat(acknowledge(id, own)).isEqualTo(204);
    }

    private static int acknowledge(String id, String token) {
        return SERVER.post("/v1/events/" + id + "/acks", "{\"state\":\"read\"}", "authorization", "Bearer " + token)
                .status();
    }

    @Test
    void a_socket_accepts_acknowledgements_and_answers_each() throws Exception {
        String id = SERVER.accept("socket");
        try (WebSocketTail tail = new WebSocketTail(SERVER.port(), "/v1/events/ws?recipient=user:42")) {
            tail.next("fresh");

            tail.say("{\"ack\":\"" + id + "\",\"state\":\"delivered\"}");
            tail.next("acked");
            tail.say("nonsense");
            tail.next("problem");
            tail.say("{\"ack\":\"dlv_00000000000000000000000000\",\"state\":\"read\"}");
            tail.next("problem");
        }
        assertThat(SERVER.get("/v1/deliveries/" + id).text("acked_delivered_at"))
                .isNotEmpty();
    }

    @Test
    void presence_lists_subscribed_recipients() throws Exception {
        try (Tail tail = new SseTail(SERVER.port(), "/v1/events?recipient=present")) {
            tail.next("fresh");

            Answer one = SERVER.get("/v1/presence?recipient=present");
            Answer absent = SERVER.get("/v1/presence?recipient=absent");

            assertThat(one.json().at("/recipients/0/subscriptions").asInt()).isEqualTo(1);
            assertThat(absent.json().at("/recipients/0/subscriptions").asInt()).isZero();
            // Subscriptions of other tests end when their closed connections are detected.
            await().untilAsserted(() -> assertThat(
                            SERVER.get("/v1/presence").json().get("present").asInt())
                    .isEqualTo(1));
        }
    }

    @Test
    void a_permit_is_held_while_a_stream_is_open() throws Exception {
        await().until(() -> placesTaken() == 0);
        try (Tail tail = new SseTail(SERVER.port(), "/v1/events?recipient=placed")) {
            tail.next("fresh");

            assertThat(placesTaken()).isEqualTo(1);
        }
        await().until(() -> placesTaken() == 0);
    }

    private static double placesTaken() {
        return SERVER.metrics.get("tidings.push.permits.used").gauge().value();
    }

    @Test
    void tail_shows_the_events_after_a_cursor() {
        String cursor = append("tailed/1");
        append("tailed/2");
        append("tailed/3");

        Cli.Result tail = new Cli(Map.of(), "--server", "http://127.0.0.1:" + SERVER.port())
                .run("tail", "--recipient", "tailed", "--from", cursor, "--count", "2");

        assertThat(tail.exit()).as("%s", tail).isZero();
        assertThat(tail.out()).isEqualToNormalizingNewlines("""
            tailed  build.failed  tailed/2  {"n":1}
            tailed  build.failed  tailed/3  {"n":1}
            """);
        assertThat(tail.err()).startsWith("# recovered");
    }

    private static String append(String id) {
        return SERVER.push
                .publishing()
                .log()
                .append(new Event(
                        "default",
                        "tailed",
                        "build.failed",
                        id,
                        "{\"n\": 1}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        null,
                        null))
                .join()
                .text();
    }
}
