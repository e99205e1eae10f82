package dev.tidings.it;

import static dev.tidings.testkit.server.ReceivedText.untilClosed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Slow clients, and clients that do not read, over HTTP/1.1. */
@NeedsServers
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class Http1FloodIT extends FloodRig {
    private static final int SUBSCRIBERS = 100;
    private static final int EVENTS = 120;
    private static final int EVENT_BYTES = 100_000;
    private static final Duration DISCONNECTED = Duration.ofSeconds(30);

    @Test
    void slowloris_is_disconnected() throws Exception {
        served(() -> {
            try (Closing connections = new Closing()) {
                List<Socket> slow = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    slow.add(connections.add(said("GET /readyz HTTP/1.1\r\nX-Slow: ")));
                }
                trickle(slow, "x");
                for (Socket socket : slow) {
                    assertThat(untilClosed(socket)).isEmpty();
                }
            }
        });
    }

    @Test
    void slow_bodies_are_disconnected() throws Exception {
        served(() -> {
            try (Closing connections = new Closing()) {
                List<Socket> slow = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    slow.add(connections.add(said("POST /v1/intents HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{")));
                }
                for (Socket socket : slow) {
                    assertThat(untilClosed(socket)).startsWith("HTTP/1.1 408");
                }
            }
        });
    }

    @Test
    void a_client_that_pipelines_without_reading_is_disconnected() throws Exception {
        byte[] asked = "GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .repeat(100)
                .getBytes(StandardCharsets.US_ASCII);

        served(() -> {
            try (Closing connections = new Closing()) {
                List<CompletableFuture<Void>> cut = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    Socket greedy = connections.add(said(""));
                    cut.add(CompletableFuture.runAsync(
                            () -> {
                                try {
                                    while (true) {
                                        greedy.getOutputStream().write(asked);
                                    }
                                } catch (IOException closed) {
                                    // Closed by the server.
                                }
                            },
                            Thread::startVirtualThread));
                }
                await().atMost(Duration.ofSeconds(30)).until(() -> cut.stream().allMatch(CompletableFuture::isDone));
            }
        });
    }

    @Test
    void subscribers_that_read_nothing_are_disconnected() throws Exception {
        String payload = "\"" + "x".repeat(EVENT_BYTES) + "\"";
        assertThat((long) SUBSCRIBERS * EVENTS * EVENT_BYTES)
                .as("bytes that a server without a limit would keep")
                .isGreaterThan(2 * MOST_HEAP);

        served(() -> {
            try (Closing connections = new Closing()) {
                List<Socket> deaf = new ArrayList<>();
                for (int i = 0; i < SUBSCRIBERS; i++) {
                    deaf.add(connections.add(
                            said("GET /v1/events?recipient=everyone HTTP/1.1\r\nHost: localhost\r\n\r\n")));
                }
                await().atMost(DISCONNECTED).until(() -> subscribers() == SUBSCRIBERS);
                for (int i = 0; i < EVENTS; i++) {
                    assertThat(submit("everyone", payload)).isEqualTo(202);
                }
                // Whoever reads now reads what was on its way.
                await().atMost(DISCONNECTED).until(() -> subscribers() == 0);
                for (Socket socket : deaf) {
                    assertThat(untilClosed(socket)).startsWith("HTTP/1.1 200");
                }
            }
        });
    }

    /** Writes to each, again and again, until all are closed: slowly, so that the server's timer ends them and not a limit of size. */
    private static void trickle(List<Socket> sockets, String piece) {
        List<Socket> open = new ArrayList<>(sockets);
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    open.removeIf(socket -> {
                        try {
                            socket.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
                            return false;
                        } catch (IOException closed) {
                            return true;
                        }
                    });
                    return open.isEmpty();
                });
    }
}
