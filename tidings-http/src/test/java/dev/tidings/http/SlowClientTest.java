package dev.tidings.http;

import static dev.tidings.testkit.server.ReceivedText.untilClosed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that send their bodies or read their responses slowly, or not at all. */
@Timeout(60)
class SlowClientTest extends PortLimitsRig {
    @Test
    void incomplete_bodies_stay_within_the_memory_limit() throws IOException {
        start(limits(100, 0, 100, LONG));
        Socket half = connect("127.0.0.2");
        send(half, post(2 * SHORT_BODY, "x".repeat(SHORT_BODY)));
        await().until(() -> bodies().held() == SHORT_BODY);

        Socket refused = connect("127.0.0.3");
        send(refused, post(200, "x".repeat(200)));
        assertThat(untilClosed(refused)).startsWith("HTTP/1.1 429").contains("limits.bodies", "resource_exhausted");

        half.close();
        await().until(() -> bodies().held() == 0);
        Socket taken = connect("127.0.0.3");
        send(taken, post(200, "x".repeat(200)));
        assertThat(untilClosed(taken)).startsWith("HTTP/1.1 202");
        await().until(() -> bodies().held() == 0);
    }

    @Test
    void a_client_receives_the_refusal_when_there_is_no_memory_for_its_body() throws Exception {
        start(limits(100, 0, 100, LONG));
        HttpRequest request = HttpRequest.newBuilder(uri("/v1/intents"))
                .POST(BodyPublishers.ofByteArray(new byte[200_000]))
                .build();

        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("limits.bodies", "resource_exhausted");
        await().until(() -> bodies().held() == 0);
    }

    @Test
    void a_body_that_never_arrives_is_refused_and_its_connection_closed() throws IOException {
        start(pace(Duration.ofMillis(200), 1_000, LONG));
        Socket silent = connect("127.0.0.2");

        send(silent, kept(post(2, "")));

        assertThat(untilClosed(silent))
                .startsWith("HTTP/1.1 408")
                .contains("slow_body", "limits.body_rate", "limits.body_grace")
                .containsIgnoringCase("connection: close");
    }

    @Test
    void a_slow_body_is_refused_and_its_connection_closed() throws Exception {
        start(pace(Duration.ofMillis(200), 1_000, LONG));
        Socket slow = connect("127.0.0.2");
        send(slow, kept(post(100_000, "")));

        try (ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor()) {
            var _ = trickle.scheduleAtFixedRate(() -> trickled(slow, "x"), 0, 20, TimeUnit.MILLISECONDS);
            assertThat(untilClosed(slow)).startsWith("HTTP/1.1 408").contains("slow_body");
            trickle.shutdownNow();
        }
    }

    @Test
    void a_slow_body_over_http2_ends_its_stream_and_connection() throws Exception {
        start(pace(Duration.ofMillis(200), 1_000, LONG));
        Socket slow = http2();
        // :method POST, :scheme http, :path /v1/intents, :authority h
        byte[] head = HexFormat.of().parseHex("83" + "86" + "040b" + "2f76312f696e74656e7473" + "010168");
        slow.getOutputStream().write(frame(1, 4, 1, head));
        DataInputStream in = new DataInputStream(slow.getInputStream());

        try (ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor()) {
            byte[] data = frame(0, 0, 1, new byte[1]);
            var _ = trickle.scheduleAtFixedRate(
                    () -> trickled(slow, new String(data, StandardCharsets.ISO_8859_1)), 0, 20, TimeUnit.MILLISECONDS);
            assertThat(next(in, 1).stream()).isEqualTo(1);
            assertThat(new String(next(in, 0).payload(), StandardCharsets.UTF_8))
                    .contains("slow_body");
            next(in, 7);
            trickle.shutdownNow();
        }
    }

    @Test
    void a_long_body_at_a_sufficient_rate_is_accepted() throws Exception {
        start(pace(Duration.ofSeconds(10), 100, LONG), Duration.ofMillis(300));
        int pieces = 30;
        Socket steady = connect("127.0.0.2");
        send(steady, post(pieces * 100, ""));

        try (ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor()) {
            AtomicInteger left = new AtomicInteger(pieces);
            var _ = pace.scheduleAtFixedRate(
                    () -> {
                        if (left.getAndDecrement() > 0) {
                            trickled(steady, "x".repeat(100));
                        }
                    },
                    0,
                    50,
                    TimeUnit.MILLISECONDS);
            assertThat(untilClosed(steady)).as("five times the request timeout").startsWith("HTTP/1.1 202");
            pace.shutdownNow();
        }
    }

    @Test
    void a_longer_route_timeout_applies_after_the_body_has_arrived() throws IOException {
        start(pace(Duration.ofMillis(100), 1, LONG));
        Socket patient = connect("127.0.0.2");
        held.completeAsync(() -> true, CompletableFuture.delayedExecutor(600, TimeUnit.MILLISECONDS));

        send(patient, post(2, "{}").replace("/v1/intents", "/later"));

        assertThat(untilClosed(patient)).startsWith("HTTP/1.1 200");
    }

    @Test
    void a_slow_handler_does_not_count_as_a_slow_body() throws IOException {
        start(pace(LONG, 1, LONG), Duration.ofMillis(200));
        Socket patient = connect("127.0.0.2");

        send(patient, post(2, "{}").replace("/v1/intents", "/held"));

        assertThat(untilClosed(patient)).startsWith("HTTP/1.1 503").contains("\"timeout\"");
    }

    @Test
    void a_client_that_does_not_read_its_response_is_disconnected() throws IOException {
        start(pace(LONG, Integer.MAX_VALUE, Duration.ofMillis(300)));
        Socket idle = connect("127.0.0.2");

        send(idle, get("/large"));

        await().until(() -> connections().open() == 1);
        await().until(() -> connections().open() == 0);
    }

    @Test
    void a_client_that_opens_no_flow_control_window_is_disconnected() throws IOException {
        start(pace(LONG, Integer.MAX_VALUE, Duration.ofMillis(300)));
        Socket closed = http2();
        // INITIAL_WINDOW_SIZE 0
        closed.getOutputStream().write(frame(4, 0, 0, new byte[] {0, 4, 0, 0, 0, 0}));
        // :path /readyz
        byte[] head = HexFormat.of().parseHex("82" + "86" + "0407" + "2f72656164797a" + "010168");
        closed.getOutputStream().write(frame(1, 5, 1, head));

        assertThat(next(new DataInputStream(closed.getInputStream()), 1).stream())
                .isEqualTo(1);
        await().until(() -> connections().open() == 0);
    }

    @Test
    void a_client_with_too_many_unread_bytes_is_disconnected() throws IOException {
        start(new PortLimits(100, 0, 100, 100, 1_000, LONG, LONG, 1, LONG, 64 * 1024));
        Socket closed = http2();
        closed.getOutputStream().write(frame(4, 0, 0, new byte[] {0, 4, 0, 0, 0, 0}));
        byte[] head = HexFormat.of().parseHex("82" + "86" + "0407" + "2f72656164797a" + "010168");

        for (int stream = 1; stream <= 5; stream += 2) {
            closed.getOutputStream().write(frame(1, 5, stream, head));
        }

        await().until(() -> connections().open() == 0);
    }

    @Test
    void requests_from_a_client_that_does_not_read_are_no_longer_read() throws Exception {
        start(new PortLimits(100, 0, 100, Integer.MAX_VALUE, 1_000, LONG, LONG, 1, LONG, ANSWERS));
        Socket greedy = connect("127.0.0.2");
        byte[] asked = get("/v1/large").replace("/v1", "").getBytes(StandardCharsets.US_ASCII);

        // Blocks as soon as the other side stops reading.
        CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < 1_000_000; i++) {
                    greedy.getOutputStream().write(asked);
                }
            } catch (IOException closed) {
                // Closed at the end of the test.
            }
        });

        assertThat(asking).failsWithin(Duration.ofSeconds(2)).withThrowableOfType(TimeoutException.class);
        greedy.close();
        asking.join();
    }
}
