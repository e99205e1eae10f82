package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.tail.SseTail;
import dev.tidings.server.tail.Tail;
import dev.tidings.testkit.extension.NeedsServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@NeedsServers
class SseTransportTest extends BrowserTransportContract {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    SseTransportTest() {
        super("/v1/events");
    }

    @Override
    EdgeServer server() {
        return SERVER;
    }

    @Override
    Tail open(int port, @Nullable String recipient, @Nullable String cursor) {
        // Like a reconnecting EventSource: old URL, new header.
        return cursor == null ? new SseTail(port, path(recipient)) : resuming(port, recipient, cursor);
    }

    private Tail resuming(int port, @Nullable String recipient, String cursor) {
        return new SseTail(port, path(recipient) + "&cursor=elsewhere.0-0", "Last-Event-ID", cursor);
    }

    @Test
    void the_cursor_may_be_a_query_parameter() throws Exception {
        String cursor = append(recipient, id("1"), "{}").text();
        append("2");

        try (Tail tail = new SseTail(SERVER.port(), path(recipient) + "&cursor=" + cursor)) {
            assertThat(tail.nextButHeartbeats().kind()).isEqualTo("recovered");
            assertThat(ids(tail, 1)).containsExactly(id("2"));
        }
    }

    @Test
    void headers_disable_caching_and_buffering_by_proxies() throws Exception {
        try (SseTail tail = new SseTail(SERVER.port(), path(recipient))) {
            tail.next("fresh");

            assertThat(tail.header("content-type")).startsWith("text/event-stream");
            assertThat(tail.header("cache-control")).isEqualTo("no-store");
            assertThat(tail.header("x-accel-buffering")).isEqualTo("no");
        }
    }

    @Test
    void an_invalid_cursor_is_refused() {
        EdgeServer.Answer answer = SERVER.get("/v1/events?recipient=u&cursor=nonsense");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("field")).isEqualTo("cursor");
        assertThat(answer.text("value")).isEqualTo("nonsense");
    }

    @Test
    void without_a_recipient_it_receives_the_events_of_all() throws Exception {
        try (Tail all = new SseTail(SERVER.port(), path(null))) {
            all.next("fresh");
            append(recipient, id("1"), "{}");
            append(recipient + "0", id("2"), "{}");

            assertThat(ids(all, 2)).containsExactly(id("1"), id("2"));
        }
    }
}
