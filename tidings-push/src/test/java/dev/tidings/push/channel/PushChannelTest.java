package dev.tidings.push.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.EventMaker;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.LogUnavailable;
import dev.tidings.core.event.PayloadEncoder;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.push.log.memory.MemoryLog;
import dev.tidings.testkit.time.SettableClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PushChannelTest {
    private final SettableClock clock = SettableClock.atStart();
    private final List<LogEntry> told = new ArrayList<>();
    private final MemoryLog log = new MemoryLog(WindowBounds.DEFAULT, clock, new Random(1), Runnable::run);

    private Message message(String type, @Nullable Content content, @Nullable Payload payload) {
        return PushMessages.message(
                DeliveryId.of("dlv_00000000000000000000000001"), type, content, payload, clock.instant());
    }

    private PushChannel channel(EventLog to, PayloadEncoder... encoders) {
        return new PushChannel(
                to,
                new EventMaker(List.of(encoders), new PlainPayload()),
                new LogOutages(GatewayListener.NONE, clock.ticker()));
    }

    private Event sent(PushChannel channel, Message message) throws Exception {
        Outcome outcome = channel.send(message);
        log.follow("default", 0, new Remembering(told));
        assertThat(outcome).isInstanceOf(Outcome.Sent.class);
        assertThat(outcome.evidence().providerMessageId())
                .isEqualTo(told.getLast().position().text());
        return told.getLast().event();
    }

    @Test
    void a_delivery_is_sent_once_its_event_is_in_the_log_with_the_unchanged_payload() throws Exception {
        Event event = sent(channel(log), message("order.paid", null, Payload.of("{ \"total\" : 1.50 }")));

        assertThat(event)
                .isEqualTo(new Event(
                        "default",
                        "user:42",
                        "order.paid",
                        "dlv_00000000000000000000000001",
                        "{ \"total\" : 1.50 }".getBytes(StandardCharsets.UTF_8),
                        "req-1",
                        PushMessages.TRACE));
    }

    @Test
    void content_without_a_payload_is_encoded_as_json() throws Exception {
        Event event = sent(channel(log), message("news", new Content("Title", "Summary", null, null), null));

        assertThat(new String(event.payload(), StandardCharsets.UTF_8))
                .isEqualTo("{\"title\":\"Title\",\"summary\":\"Summary\"}");
    }

    @Test
    void payload_and_content_are_encoded_together() throws Exception {
        Event event = sent(
                channel(log),
                message(
                        "news",
                        new Content("Title", "Summary", null, "https://a.test/"),
                        Payload.of("{ \"n\" : 1.50 }")));

        assertThat(new String(event.payload(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"data\":{ \"n\" : 1.50 },"
                                + "\"content\":{\"title\":\"Title\",\"summary\":\"Summary\",\"target_url\":\"https://a.test/\"}}");
    }

    @Test
    void a_matching_encoder_produces_the_payload() throws Exception {
        PushChannel channel = channel(log, new Reversing());

        assertThat(sent(channel, message("reversed", null, Payload.of("123"))).payload())
                .isEqualTo("321".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_failed_encoding_is_retried_with_its_own_code() throws Exception {
        Outcome outcome = channel(log, new Reversing()).send(message("reversed", null, null));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Retry.class, retry -> assertThat(retry.code()).isEqualTo("payload_encoding_failed"));
    }

    @Test
    void an_unavailable_log_costs_no_attempt() throws Exception {
        Outcome outcome = channel(new Gone()).send(message("order.paid", null, Payload.of("{}")));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.NotTried.class,
                        shortage ->
                                assertThat(shortage.reason()).contains("gateway_stream_publish_failed", "no route"));
    }

    @Test
    void a_delivery_sent_twice_within_the_window_is_appended_once() throws Exception {
        Message message = message("order.paid", null, Payload.of("{}"));
        Outcome first = channel(log).send(message);
        Outcome again = channel(log).send(message);

        assertThat(again).isEqualTo(first);
    }

    private static final class Reversing implements PayloadEncoder {
        @Override
        public boolean encodes(String type) {
            return "reversed".equals(type);
        }

        @Override
        public byte[] encode(Notification notification, String recipient) {
            Payload payload = notification.payload();
            if (payload == null) {
                throw new IllegalStateException("nothing to reverse");
            }
            return new StringBuilder(new String(payload.json(), StandardCharsets.UTF_8))
                    .reverse()
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private static final class Gone implements EventLog {
        @Override
        public LogPartitions partitions() {
            return LogPartitions.ONE;
        }

        @Override
        public CompletableFuture<Position> append(Event event) {
            return CompletableFuture.failedFuture(new LogUnavailable("no route", new IllegalStateException()));
        }

        @Override
        public Following follow(String tenant, int partition, Follower follower) {
            return () -> {};
        }

        @Override
        public void close() {}
    }

    private record Remembering(List<LogEntry> told) implements EventLog.Follower {
        @Override
        public void begin(Position floor, List<LogEntry> present) {
            told.addAll(present);
        }

        @Override
        public void appended(List<LogEntry> entries) {
            told.addAll(entries);
        }

        @Override
        public void unavailable(String why) {}

        @Override
        public void live() {}
    }
}
