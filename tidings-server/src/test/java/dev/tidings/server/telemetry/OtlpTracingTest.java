package dev.tidings.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.testing.junit5.server.ServerExtension;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.TraceContext;
import dev.tidings.engine.accept.Receipt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OtlpTracingTest {
    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final TraceContext INCOMING = new TraceContext("00-" + TRACE_ID + "-00f067aa0ba902b7-01", "v=1");
    private static final ConcurrentLinkedQueue<byte[]> EXPORTED = new ConcurrentLinkedQueue<>();

    @RegisterExtension
    static final ServerExtension COLLECTOR = new ServerExtension() {
        @Override
        protected void configure(ServerBuilder sb) {
            sb.service(
                    "/v1/traces",
                    (ctx, req) -> HttpResponse.of(req.aggregate().thenApply(whole -> {
                        EXPORTED.add(whole.content().array());
                        return HttpResponse.of(HttpStatus.OK);
                    })));
        }
    };

    @Test
    void acceptance_and_attempt_are_spans_of_the_intent_s_trace() throws Exception {
        AtomicReference<Intent> accepted = new AtomicReference<>();
        AtomicReference<Message> sent = new AtomicReference<>();
        NotificationId id = NotificationId.of("ntf_00000000000000000000000001");
        try (OtlpTracing tracing =
                new OtlpTracing("http://127.0.0.1:" + COLLECTOR.httpPort() + "/v1/traces", "tidings-test")) {
            tracing.traced(intent -> {
                        accepted.set(intent);
                        return CompletableFuture.completedFuture(new Receipt(id, false, List.of()));
                    })
                    .accept(intent())
                    .join();
            Notification notification = Notification.of(id, Objects.requireNonNull(accepted.get()), Instant.EPOCH);
            tracing.traced(recording(sent))
                    .send(new Message(
                            DeliveryId.of("dlv_00000000000000000000000001"), 1, notification, "r", "a", null));
        }

        TraceContext stored =
                Objects.requireNonNull(Objects.requireNonNull(accepted.get()).trace());
        assertThat(stored.traceId()).isEqualTo(TRACE_ID);
        assertThat(stored.traceparent()).isNotEqualTo(INCOMING.traceparent());
        assertThat(stored.tracestate()).isEqualTo("v=1");
        TraceContext passedOn = Objects.requireNonNull(
                Objects.requireNonNull(sent.get()).notification().trace());
        assertThat(passedOn.traceId()).isEqualTo(TRACE_ID);
        assertThat(passedOn.traceparent()).isNotEqualTo(stored.traceparent());
        String exported = latin1(EXPORTED);
        assertThat(exported)
                .contains("tidings accept", "tidings send recording", "tidings-test", "dlv_00000000000000000000000001")
                .contains(new String(HexFormat.of().parseHex(TRACE_ID), StandardCharsets.ISO_8859_1));
    }

    private static String latin1(Iterable<byte[]> bodies) {
        StringBuilder text = new StringBuilder();
        bodies.forEach(body -> text.append(new String(body, StandardCharsets.ISO_8859_1)));
        return text.toString();
    }

    private static Intent intent() {
        return new Intent(
                "default",
                "p",
                "k",
                "t",
                new Audience.Recipients(List.of("r")),
                List.of(),
                null,
                null,
                IntentKeys.NONE,
                null,
                null,
                null,
                INCOMING);
    }

    private static Channel recording(AtomicReference<Message> sent) {
        return new Channel() {
            @Override
            public String name() {
                return "recording";
            }

            @Override
            public void start(ChannelContext context) {}

            @Override
            public Outcome send(Message message) {
                sent.set(message);
                return Outcome.sent(Evidence.NONE);
            }
        };
    }
}
