package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.server.app.Main;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Floods of the port, all on one server with 256 MiB of heap: each is ended or limited, while a plain client is
 * served and the process stays within its memory limit.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class FloodIT {
    @TempDir
    static Path folder;

    @RegisterExtension
    final FailureEvidence evidence = new FailureEvidence().tail("server", () -> folder.resolve("server.log"));

    /** A liveness limit: a plain client is served at all. */
    private static final Duration P99 = Duration.ofSeconds(1);

    /** The peak of the whole process. */
    private static final long MOST_RESIDENT_KIB = 640 * 1024;

    /** More than one, so that one may be slow. */
    private static final int ASKED = 200;

    private static final Duration FLOODED = Duration.ofSeconds(1);
    private static final int MOST_CONNECTIONS = 20;
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int AT_ONCE = 1_000;
    private static final int TRIES = 3;

    private static final AtomicInteger KEYS = new AtomicInteger();
    private static final HttpClient PLAIN =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static int port;
    private static @Nullable ServerProcess server;

    private interface Attack {
        void run() throws Exception;
    }

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        port = FreePorts.free();
        Path config = Files.writeString(
                folder.resolve("tidings.yaml"),
                "server: {port: " + port + "}\n" + """
                    data: {dir: "%s"}
                    limits: {head_time: 1s, body_grace: 1s, answer_time: 2s}
                    log: {deliveries: problems}
                    """.formatted(folder.resolve("data")));
        ServerProcess started =
                ServerProcess.start(ServerCommand.serve(Main.class, config), port, folder.resolve("server.log"));
        server = started;
        started.awaitReady();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (server != null) {
            server.kill();
        }
    }

    /**
     * Checks that a plain client is served during the attack. Other load on the machine may slow down a single
     * try, while a harmful attack slows down all: the best of a few tries counts.
     */
    private static void served(Attack attack) throws Exception {
        List<Long> millis = waits(attack);
        for (int again = 1; again < TRIES && p99(millis) >= P99.toMillis(); again++) {
            millis = waits(attack);
        }
        assertThat(p99(millis))
                .as("the p99 of %d requests, in ms; the slowest took %d", millis.size(), millis.getLast())
                .isLessThan(P99.toMillis());
        assertThat(Files.readAllLines(folder.resolve("server.log")))
                .as("stack traces")
                .noneMatch(line -> line.startsWith("\tat "));
        assertThat(residentKib()).as("KiB of memory at the peak").isLessThan(MOST_RESIDENT_KIB);
    }

    private static long p99(List<Long> sorted) {
        return sorted.get(sorted.size() * 99 / 100);
    }

    /** The sorted request times in milliseconds, measured during the attack. */
    private static List<Long> waits(Attack attack) throws Exception {
        FutureTask<Void> attacking = new FutureTask<>(() -> {
            attack.run();
            return null;
        });
        Thread.ofPlatform().start(attacking);
        List<Long> millis = new ArrayList<>();
        while (millis.size() < ASKED || !attacking.isDone()) {
            long before = System.nanoTime();
            int status = submit("plain", "{}");
            millis.add(Duration.ofNanos(System.nanoTime() - before).toMillis());
            assertThat(status).isEqualTo(202);
        }
        attacking.get();
        millis.sort(null);
        return millis;
    }

    private static int submit(String recipient, String payload) throws IOException, InterruptedException {
        String intent = """
            {"type": "flood", "producer": "plain", "idempotency_key": "k%d", "channels": ["push"],
             "audience": {"recipients": ["%s"]}, "payload": %s}
            """.formatted(KEYS.incrementAndGet(), recipient, payload);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/intents"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(intent))
                .build();
        return PLAIN.send(request, BodyHandlers.ofString()).statusCode();
    }

    private static long residentKib() throws IOException {
        long pid = java.util.Objects.requireNonNull(server).pid();
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError("no VmHWM of " + pid);
    }

    /** Repeats on new connections; each is closed with ENHANCE_YOUR_CALM. */
    private static void calmed(byte[] frames) throws IOException {
        int connections = 0;
        long until = System.nanoTime() + FLOODED.toNanos();
        do {
            try (RawHttp2 connection = RawHttp2.reading(port)) {
                connection.flood(frames, Duration.ofSeconds(10));
                // The last frames may be lost if the server closes with unread bytes.
                assertThat(connection.end()).isIn(ENHANCE_YOUR_CALM, RawHttp2.SILENT);
            }
        } while (++connections < MOST_CONNECTIONS && System.nanoTime() < until);
    }

    /** Frames of consecutive streams, up to the number of resets allowed per connection. */
    private static byte[] streams(int count, byte[] head, int type, byte... payload) {
        var frames = new java.io.ByteArrayOutputStream();
        for (int stream = 1; stream < 2 * count; stream += 2) {
            frames.writeBytes(
                    RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, head));
            frames.writeBytes(RawHttp2.frame(type, 0, stream, payload));
        }
        return frames.toByteArray();
    }

    @Test
    void a_rapid_reset_flood_is_ended() throws Exception {
        byte[] frames =
                streams(5_000, RawHttp2.get("/readyz"), RawHttp2.RST_STREAM, (byte) 0, (byte) 0, (byte) 0, (byte) 8);

        served(() -> calmed(frames));
    }

    @Test
    void a_made_you_reset_flood_is_bounded() throws Exception {
        // A window update of 0 is a stream error.
        byte[] frames =
                streams(5_000, RawHttp2.get("/readyz"), RawHttp2.WINDOW_UPDATE, (byte) 0, (byte) 0, (byte) 0, (byte) 0);

        served(() -> {
            int connections = 0;
            long until = System.nanoTime() + FLOODED.toNanos();
            do {
                try (RawHttp2 connection = RawHttp2.reading(port)) {
                    connection.send(frames);
                } catch (IOException closed) {
                    // Closed by the server.
                }
            } while (++connections < MOST_CONNECTIONS && System.nanoTime() < until);
        });
    }

    @Test
    void a_settings_flood_is_ended() throws Exception {
        served(() -> calmed(RawHttp2.repeated(AT_ONCE, RawHttp2.frame(RawHttp2.SETTINGS, 0, 0))));
    }

    @Test
    void a_ping_flood_is_ended() throws Exception {
        served(() -> calmed(RawHttp2.repeated(AT_ONCE, RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]))));
    }

    @Test
    void a_ping_flood_that_reads_no_answer_is_ended() throws Exception {
        byte[] pings = RawHttp2.repeated(AT_ONCE, RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]));

        served(() -> {
            try (RawHttp2 connection = RawHttp2.notReading(port)) {
                assertThat(connection.flood(pings, Duration.ofSeconds(10)))
                        .as("closed")
                        .isTrue();
            }
        });
    }

    @Test
    void a_priority_flood_is_ended() throws Exception {
        served(() -> calmed(RawHttp2.repeated(AT_ONCE, RawHttp2.frame(RawHttp2.PRIORITY, 0, 3, new byte[5]))));
    }

    @Test
    void a_flood_of_unknown_frames_is_ended() throws Exception {
        served(() -> calmed(RawHttp2.repeated(AT_ONCE, RawHttp2.frame(0x42, 0, 0))));
    }

    @Test
    void a_continuation_flood_is_ended() throws Exception {
        // Each has a literal field with a long value.
        byte[] field = new byte[16_000];
        field[1] = 1;
        field[2] = 'x';
        field[3] = 0x7f;
        int length = field.length - 6 - 127;
        field[4] = (byte) (0x80 | (length & 0x7f));
        field[5] = (byte) (length >> 7);

        served(() -> {
            int connections = 0;
            long until = System.nanoTime() + FLOODED.toNanos();
            do {
                try (RawHttp2 connection = RawHttp2.reading(port)) {
                    connection.send(RawHttp2.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.get("/readyz")));
                    assertThat(connection.flood(
                                    RawHttp2.frame(RawHttp2.CONTINUATION, 0, 1, field), Duration.ofSeconds(10)))
                            .as("closed")
                            .isTrue();
                }
            } while (++connections < MOST_CONNECTIONS && System.nanoTime() < until);
        });
    }

    @Test
    void a_flood_of_empty_data_is_ended() throws Exception {
        byte[] head = RawHttp2.get("/v1/intents");
        head[0] = (byte) 0x83;
        byte[] empty = RawHttp2.repeated(AT_ONCE, RawHttp2.frame(RawHttp2.DATA, 0, 1));

        served(() -> {
            try (RawHttp2 connection = RawHttp2.reading(port)) {
                connection.send(RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, head));
                connection.flood(empty, Duration.ofSeconds(10));
                assertThat(connection.end()).isIn(ENHANCE_YOUR_CALM, RawHttp2.SILENT);
            }
        });
    }

    @Test
    void a_flood_of_window_updates_delays_no_other_client() throws Exception {
        byte[] updates =
                RawHttp2.repeated(AT_ONCE, RawHttp2.frame(RawHttp2.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1}));

        served(() -> {
            try (RawHttp2 connection = RawHttp2.reading(port)) {
                connection.flood(updates, FLOODED);
            }
        });
    }

    @Test
    void streams_with_unread_responses_are_closed() throws Exception {
        byte[] head = RawHttp2.get("/openapi.yaml");
        // INITIAL_WINDOW_SIZE 0
        byte[] noWindow = {0, 4, 0, 0, 0, 0};

        served(() -> {
            try (Closing connections = new Closing()) {
                List<RawHttp2> all = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    RawHttp2 connection = connections.add(RawHttp2.reading(port, noWindow));
                    for (int stream = 1; stream < 2_000; stream += 2) {
                        connection.send(RawHttp2.frame(
                                RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, head));
                    }
                    all.add(connection);
                }
                for (RawHttp2 connection : all) {
                    assertThat(connection.end()).isEqualTo(RawHttp2.SILENT);
                }
            }
        });
    }

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
                    assertThat(rest(socket)).isEmpty();
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
                    assertThat(rest(socket)).startsWith("HTTP/1.1 408");
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
        String payload = "\"" + "x".repeat(100_000) + "\"";

        served(() -> {
            try (Closing connections = new Closing()) {
                List<Socket> deaf = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    deaf.add(connections.add(
                            said("GET /v1/events?recipient=everyone HTTP/1.1\r\nHost: localhost\r\n\r\n")));
                }
                for (int i = 0; i < 200; i++) {
                    assertThat(submit("everyone", payload)).isEqualTo(202);
                }
                for (Socket socket : deaf) {
                    assertThat(rest(socket)).startsWith("HTTP/1.1 200");
                }
            }
        });
    }

    private static final String UPGRADE = """
        GET /v1/events/ws?recipient=flood HTTP/1.1
        Host: localhost
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

        """.replace("\n", "\r\n");

    /** A frame with a zero mask. */
    private static byte[] frame(int first, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.US_ASCII);
        return java.nio.ByteBuffer.allocate(6 + bytes.length)
                .put((byte) first)
                .put((byte) (0x80 | bytes.length))
                .putInt(0)
                .put(bytes)
                .array();
    }

    /** Sends until the server closes or the time is up. */
    private static void flooded(byte[] frames, boolean reading) throws IOException {
        long until = System.nanoTime() + FLOODED.toNanos();
        try (Closing connections = new Closing()) {
            for (int i = 0; i < 10; i++) {
                Socket socket = connections.add(said(UPGRADE));
                if (reading) {
                    Thread.ofVirtual().start(() -> rest(socket));
                }
                Thread.ofVirtual().start(() -> {
                    try {
                        while (System.nanoTime() < until) {
                            socket.getOutputStream().write(frames);
                        }
                    } catch (IOException closed) {
                        // Closed by the server, or timed out.
                    }
                });
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> System.nanoTime() > until);
        }
    }

    @Test
    void websocket_pings_delay_no_other_client() throws Exception {
        served(() -> flooded(RawHttp2.repeated(AT_ONCE, frame(0x89, "ping")), true));
    }

    @Test
    void websocket_pings_with_unread_pongs_delay_no_other_client() throws Exception {
        served(() -> flooded(RawHttp2.repeated(AT_ONCE, frame(0x89, "ping")), false));
    }

    @Test
    void websocket_acks_of_unknown_events_delay_no_other_client() throws Exception {
        String ack = "{\"ack\":\"dlv_01JZ8Q3W5T6Y7X8V9B0N1M2K3J\"}";
        served(() -> flooded(RawHttp2.repeated(AT_ONCE, frame(0x81, ack)), true));
    }

    @Test
    void invalid_websocket_messages_delay_no_other_client() throws Exception {
        served(() -> flooded(RawHttp2.repeated(AT_ONCE, frame(0x81, "x")), false));
    }

    private static Socket said(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Reads until the server closes. */
    private static String rest(Socket socket) {
        StringBuilder all = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8_192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (all.length() < 100) {
                    all.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException reset) {
            // Closed with unread data.
        }
        return all.toString();
    }

    /** Writes to all in turn until they are closed. */
    private static void trickle(List<Socket> sockets, String piece) {
        List<Socket> open = new ArrayList<>(sockets);
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!open.isEmpty() && System.nanoTime() < until) {
            open.removeIf(socket -> {
                try {
                    socket.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
                    return false;
                } catch (IOException closed) {
                    return true;
                }
            });
        }
        assertThat(open).as("still open").isEmpty();
    }

    private static final class Closing implements AutoCloseable {
        private final List<Closeable> all = new ArrayList<>();

        <C extends Closeable> C add(C one) {
            all.add(one);
            return one;
        }

        @Override
        public void close() throws IOException {
            for (Closeable one : all) {
                one.close();
            }
        }
    }
}
