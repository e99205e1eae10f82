package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.event.Event;
import dev.tidings.server.tail.Heard;
import dev.tidings.server.tail.SseTail;
import dev.tidings.server.tail.Tail;
import dev.tidings.testkit.extension.NeedsServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@NeedsServers
class ManySubscribersTest {
    private static final int SUBSCRIBERS = 1_000;
    private static final int SLOW = 10;
    private static final int ROUNDS = 20;

    /** All rounds together exceed the socket buffers and a subscriber's limit. */
    private static final int NOISE_BYTES = 500_000;

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private final List<Tail> tails = new ArrayList<>();

    private Tail open() {
        Tail tail = new SseTail(SERVER.port(), "/v1/events?recipient=everyone");
        tails.add(tail);
        return tail;
    }

    @AfterEach
    void closeAll() {
        tails.forEach(Tail::close);
        await().until(() -> SERVER.push.hub().listening("default").isEmpty());
    }

    private static void append(String recipient, String id, int bytes) {
        byte[] payload = ("\"" + "x".repeat(bytes) + "\"").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        SERVER.push
                .publishing()
                .log()
                .append(new Event("default", recipient, "t", id, payload, null, null))
                .join();
    }

    @Test
    void ten_subscribers_that_do_not_read_delay_none_of_a_thousand() throws Exception {
        for (int i = 0; i < SUBSCRIBERS; i++) {
            open();
        }
        List<Tail> slow = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            Tail tail = new SseTail(SERVER.port(), "/v1/events");
            tails.add(tail);
            slow.add(tail);
        }
        List<Tail> subscribers = tails.subList(0, SUBSCRIBERS);
        for (Tail tail : tails) {
            tail.next("fresh");
        }
        slow.forEach(Tail::stall);

        for (int number = 0; number < ROUNDS; number++) {
            append("noise", "n" + number, NOISE_BYTES);
            append("everyone", "e" + number, 10);
            for (Tail tail : subscribers) {
                assertThat(tail.next("event").id()).isEqualTo("e" + number);
            }
        }

        for (Tail tail : slow) {
            tail.goOn();
            Heard end = tail.next("end");
            assertThat(end.detail()).isEqualTo("slow");
            assertThat(end.cursor()).isNotEmpty();
        }
    }

    @Test
    void subscribers_over_the_limit_are_refused_with_retry_after() {
        for (int i = 0; i < 1_050; i++) {
            open();
        }
        await().until(() -> SERVER.push.hub().listening("default").getOrDefault("everyone", 0) == 1_050);

        EdgeServer.Answer answer = SERVER.get("/v1/events?recipient=everyone");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.text("detail")).contains("1050", "gateway.max_subscribers_per_recipient");
        assertThat(answer.http().headers().get("retry-after")).isEqualTo("5");
    }
}
