package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.Position;
import dev.tidings.server.tail.Heard;
import dev.tidings.server.tail.Tail;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of every event transport, on a real server. */
abstract class TransportContract {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final List<Tail> tails = new ArrayList<>();
    final String recipient = "user:" + NUMBERS.incrementAndGet();

    abstract EdgeServer server();

    /** @param recipient the recipient; null for all */
    abstract Tail open(int port, @Nullable String recipient, @Nullable String cursor);

    Tail tail(@Nullable String cursor) {
        return tail(recipient, cursor);
    }

    Tail tail(@Nullable String whose, @Nullable String cursor) {
        Tail tail = open(server().port(), whose, cursor);
        tails.add(tail);
        return tail;
    }

    @AfterEach
    void closeAll() {
        tails.forEach(Tail::close);
        await().until(() -> !listening());
    }

    boolean listening() {
        return server().push.hub().listening("default").containsKey(recipient);
    }

    Position append(String recipient, String id, String payload) {
        return server().push
                .publishing()
                .log()
                .append(new Event(
                        "default",
                        recipient,
                        "build.failed",
                        id,
                        payload.getBytes(StandardCharsets.UTF_8),
                        "req-1",
                        null))
                .join();
    }

    String append(String id) {
        append(recipient, recipient + "/" + id, "{\"n\": 1}");
        return recipient + "/" + id;
    }

    @Test
    void without_a_cursor_it_receives_new_events() throws Exception {
        append("before");
        // Events appended in the millisecond of the subscription count as later: a duplicate rather than a gap.
        server().clock.advance(Duration.ofMillis(1));
        Tail tail = tail(null);
        Heard first = tail.nextButHeartbeats();
        assertThat(first.kind()).isEqualTo("fresh");
        assertThat(first.cursor()).isNotEmpty();

        Position position = append(recipient, recipient + "/e", "{\n\"n\": \"ü\"}");

        Heard event = tail.nextButHeartbeats();
        assertThat(event.kind()).isEqualTo("event");
        assertThat(event.id()).isEqualTo(recipient + "/e");
        assertThat(event.recipient()).isEqualTo(recipient);
        assertThat(event.type()).isEqualTo("build.failed");
        assertThat(event.cursor()).isEqualTo(position.text());
        assertThat(String.valueOf(event.detail()).replaceAll("\\s", "")).isEqualTo("{\"n\":\"ü\"}");
    }

    @Test
    void with_a_cursor_it_receives_every_later_event_once_and_then_live_ones() throws Exception {
        Tail before = tail(null);
        String fresh = before.next("fresh").cursor();
        append("1");
        append("2");
        String cursor = before.next("event").cursor();
        before.close();
        append("3");

        Tail after = tail(cursor);
        Tail afterFresh = tail(fresh);
        assertThat(after.nextButHeartbeats().kind()).isEqualTo("recovered");
        await().until(() -> server().push.hub().listening("default").getOrDefault(recipient, 0) == 2);
        append("4");

        assertThat(ids(after, 3)).containsExactly(id("2"), id("3"), id("4"));
        assertThat(ids(afterFresh, 4)).containsExactly(id("1"), id("2"), id("3"), id("4"));
    }

    @Test
    void with_a_cursor_of_another_log_it_gets_a_reset() throws Exception {
        append("lost");
        Tail tail = tail("elsewhere.1-1");

        Heard reset = tail.nextButHeartbeats();
        assertThat(reset.kind()).isEqualTo("reset");
        append("live");

        assertThat(ids(tail, 1)).containsExactly(id("live"));
        assertThat(tail(reset.cursor()).nextButHeartbeats().kind()).isEqualTo("recovered");
    }

    @Test
    void it_receives_no_events_of_another_recipient() throws Exception {
        Tail tail = tail(null);
        tail.next("fresh");

        append(recipient + "0", "other/" + recipient, "{}");
        append("own");

        assertThat(ids(tail, 1)).containsExactly(id("own"));
    }

    @Test
    void across_200_broken_connections_each_event_arrives_once_and_in_order() throws Exception {
        int kills = 200;
        Random chance = new Random(42);
        List<String> heard = new ArrayList<>();
        Tail tail = tail(null);
        String cursor = tail.next("fresh").cursor();
        int appended = 0;
        for (int kill = 0; kill < kills; kill++) {
            int burst = chance.nextInt(12);
            CompletableFuture<Void> publishing = publish(appended, burst);
            appended += burst;
            int taken = burst == 0 ? 0 : chance.nextInt(burst + 1);
            for (int i = 0; i < taken; i++) {
                Heard event = tail.next("event");
                heard.add(event.id());
                cursor = event.cursor();
            }
            // Later data is lost with the connection.
            tail.close();
            tail = tail(cursor);
            publishing.join();
        }
        assertThat(tail.nextButHeartbeats().kind()).isEqualTo("recovered");
        while (heard.size() < appended) {
            heard.add(tail.next("event").id());
        }

        List<String> all = new ArrayList<>();
        for (int i = 0; i < appended; i++) {
            all.add(id(String.valueOf(i)));
        }
        assertThat(heard).isEqualTo(all);
    }

    private CompletableFuture<Void> publish(int from, int count) {
        return CompletableFuture.runAsync(() -> {
            for (int i = from; i < from + count; i++) {
                append(String.valueOf(i));
            }
        });
    }

    @Test
    void a_subscriber_that_does_not_read_is_disconnected_and_can_resume() throws Exception {
        Tail slow = tail(null);
        slow.next("fresh");
        append("first");
        String cursor = slow.next("event").cursor();
        slow.stall();
        String payload = "\"" + "x".repeat(100_000) + "\"";
        int appended = 0;
        while (listening()) {
            append(recipient, id("big" + appended), payload);
            appended++;
            assertThat(appended).as("the buffer of a subscriber is limited").isLessThan(500);
        }

        slow.goOn();
        int heard = 0;
        Heard next = slow.nextButHeartbeats();
        while (next.kind().equals("event")) {
            assertThat(next.id()).isEqualTo(id("big" + heard));
            heard++;
            cursor = next.cursor();
            next = slow.nextButHeartbeats();
        }

        assertThat(next.kind()).isEqualTo("end");
        assertThat(next.detail()).isEqualTo("slow");
        assertThat(next.cursor()).isEqualTo(cursor);
        Tail resumed = tail(cursor);
        assertThat(resumed.nextButHeartbeats().kind()).isEqualTo("recovered");
        for (; heard < appended; heard++) {
            assertThat(resumed.next("event").id()).isEqualTo(id("big" + heard));
        }
    }

    @Test
    void a_shutdown_sends_the_cursor_to_resume_from_and_the_interval_of_reconnects() throws Exception {
        EdgeServer stopping = new EdgeServer();
        stopping.beforeAll(null);
        try (Tail tail = open(stopping.port(), recipient, null)) {
            String cursor = tail.next("fresh").cursor();

            stopping.push.drain();

            Heard end = tail.nextButHeartbeats();
            assertThat(end.kind()).isEqualTo("end");
            assertThat(end.detail()).isEqualTo("draining");
            assertThat(end.cursor()).isEqualTo(cursor);
            assertThat(tail.reconnectMillis()).isEqualTo(EdgeServer.RETRY.toMillis());
        } finally {
            stopping.afterAll(null);
        }
    }

    String id(String name) {
        return recipient + "/" + name;
    }

    static List<String> ids(Tail tail, int count) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(tail.next("event").id());
        }
        return ids;
    }
}
