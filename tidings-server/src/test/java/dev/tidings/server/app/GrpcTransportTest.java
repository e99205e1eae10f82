package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.tidings.push.alias.v1.GatewaySubscribeRequest;
import dev.tidings.push.alias.v1.PushEvent;
import dev.tidings.push.alias.v1.PushGrpc;
import dev.tidings.server.tail.GrpcTail;
import dev.tidings.server.tail.Heard;
import dev.tidings.server.tail.Tail;
import dev.tidings.testkit.extension.NeedsServers;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@NeedsServers
class GrpcTransportTest extends TransportContract {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Override
    EdgeServer server() {
        return SERVER;
    }

    private static final AtomicInteger CLIENTS = new AtomicInteger();

    @Override
    Tail open(int port, @Nullable String recipient, @Nullable String cursor) {
        return new GrpcTail(port, "client" + CLIENTS.incrementAndGet(), recipient, cursor);
    }

    @Test
    void a_second_subscription_of_one_client_ends_the_first() throws Exception {
        try (Tail first = new GrpcTail(SERVER.port(), "gateway", null, null)) {
            String cursor = first.next("fresh").cursor();
            try (Tail second = new GrpcTail(SERVER.port(), "gateway", null, cursor)) {
                Heard end = first.nextButHeartbeats();
                assertThat(end.kind()).isEqualTo("end");
                assertThat(end.detail()).isEqualTo("replaced");
                second.next("recovered");

                append("1");

                assertThat(ids(second, 1)).containsExactly(id("1"));
            }
        }
    }

    @Test
    void a_gateway_with_stubs_of_push_v1_receives_the_same_events_and_resumes_from_its_cursor() {
        try (ClientFactory factory = ClientFactory.builder().build()) {
            PushGrpc.PushBlockingStub gateway = GrpcClients.builder("http://127.0.0.1:" + SERVER.port())
                    .factory(factory)
                    .responseTimeout(Duration.ZERO)
                    .build(PushGrpc.PushBlockingStub.class);
            Iterator<PushEvent> stream = gateway.subscribePush(GatewaySubscribeRequest.newBuilder()
                    .setGatewayClientId("older")
                    .build());
            PushEvent fresh = stream.next();
            assertThat(fresh.getEventId()).isEmpty();
            append("1");

            PushEvent first = stream.next();
            append("2");
            Iterator<PushEvent> again = gateway.subscribePush(GatewaySubscribeRequest.newBuilder()
                    .setGatewayClientId("older")
                    .setCursor(first.getCursor())
                    .build());

            assertThat(first.getEventId()).isEqualTo(id("1"));
            assertThat(first.getUserId()).isEqualTo(recipient);
            assertThat(first.getEventType()).isEqualTo("build.failed");
            assertThat(first.getPayloadBytes().toStringUtf8()).isEqualTo("{\"n\": 1}");
            assertThat(first.getRequestId()).isEqualTo("req-1");
            assertThat(again.next().getEventId()).isEmpty();
            assertThat(again.next().getEventId()).isEqualTo(id("2"));
            assertThatThrownBy(() -> stream.forEachRemaining(each -> {}))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            ended -> assertThat(ended.getStatus().getCode()).isEqualTo(Status.Code.ABORTED));
        }
    }

    @Test
    void of_concurrent_replacements_one_survives() throws Exception {
        List<Tail> storm = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            storm.add(new GrpcTail(SERVER.port(), "storm", recipient, null));
        }
        // Until all are open, the one that listens may still be replaced.
        List<Heard> opened = new ArrayList<>();
        for (Tail tail : storm) {
            opened.add(tail.nextButHeartbeats());
        }
        await().until(() -> SERVER.push.hub().listening("default").getOrDefault(recipient, 0) == 1);
        append("1");

        int alive = 0;
        for (int i = 0; i < storm.size(); i++) {
            Tail tail = storm.get(i);
            Heard heard = opened.get(i);
            while (!heard.kind().equals("event") && !heard.kind().equals("closed")) {
                heard = tail.nextButHeartbeats();
            }
            alive += heard.kind().equals("event") ? 1 : 0;
            tail.close();
        }
        assertThat(alive).isEqualTo(1);
    }

    @Test
    void a_gateway_must_have_a_client_id() throws Exception {
        try (Tail nobody = new GrpcTail(SERVER.port(), " ", null, null)) {
            assertThat(nobody.next())
                    .extracting(Heard::kind, Heard::detail)
                    .containsExactly("closed", "invalid_argument");
        }
        try (Tail lost = new GrpcTail(SERVER.port(), "gateway", null, "nonsense")) {
            assertThat(lost.next())
                    .extracting(Heard::kind, Heard::detail)
                    .containsExactly("closed", "invalid_argument");
        }
    }
}
