package dev.tidings.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attacks on the port that need no API key. Addresses of the loopback network stand for clients. */
@Timeout(60)
class PortLimitsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int SHORT_BODY = 900;

    /** More than the kernel buffers for a client that does not read. */
    private static final byte[] LARGE = new byte[32 * 1024 * 1024];

    private static final long ANSWERS = 1024L * 1024 * 1024;

    private final CompletableFuture<Boolean> held = new CompletableFuture<>();
    private final Deque<Socket> sockets = new ArrayDeque<>();
    private @Nullable Connections connections;
    private @Nullable BodyBudget bodies;
    private @Nullable Server server;

    @AfterEach
    void close() throws IOException {
        held.complete(true);
        for (Socket socket : sockets) {
            socket.close();
        }
        if (server != null) {
            // Stops accepting; a full shutdown would wait two seconds.
            var _ = server.stop();
        }
    }

    private void start(PortLimits limits) {
        start(limits, LONG);
    }

    private void start(PortLimits limits, Duration requestTimeout) {
        Port port = new Port(limits, address -> false);
        ServerBuilder builder =
                Server.builder().http(0).requestTimeout(requestTimeout).errorHandler(new ProblemErrorHandler());
        port.addTo(builder, PortLimitsTest.this::routes);
        connections = port.connections();
        bodies = port.bodies();
        server = builder.build();
        server.start().join();
    }

    private void routes(ServerBuilder builder) {
        builder.service(
                        "/held",
                        (ctx, request) -> HttpResponse.of(held.thenApply(now -> HttpResponse.of(HttpStatus.OK))))
                .service(
                        "/later",
                        (ctx, request) -> HttpResponse.of(
                                request.aggregate().thenCombine(held, (body, now) -> HttpResponse.of(HttpStatus.OK))))
                .service("/large", (ctx, request) -> HttpResponse.of(HttpStatus.OK, MediaType.OCTET_STREAM, LARGE))
                .service("/readyz", (ctx, request) -> HttpResponse.of(HttpStatus.OK))
                .service(
                        "/v1/intents",
                        (ctx, request) -> HttpResponse.of(request.aggregate()
                                .handle((body, failure) -> failure == null
                                        ? HttpResponse.of(HttpStatus.ACCEPTED)
                                        : Refusals.of(request, Failures.problem(failure)))));
    }

    private Connections connections() {
        return Objects.requireNonNull(connections);
    }

    private BodyBudget bodies() {
        return Objects.requireNonNull(bodies);
    }

    private static PortLimits limits(int connections, int reserved, int perAddress, Duration headTime) {
        return new PortLimits(connections, reserved, perAddress, 3, 1_000, headTime, LONG, 1, LONG, ANSWERS);
    }

    /** The limits, with memory for bodies. */
    private static PortLimits pace(Duration bodyGrace, int bodyRate, Duration answerTime) {
        return new PortLimits(100, 0, 100, 3, 1_000_000, LONG, bodyGrace, bodyRate, answerTime, ANSWERS);
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Objects.requireNonNull(server).activeLocalPort()));
        return socket;
    }

    private Socket idle(String from) throws IOException {
        int before = connections().open();
        Socket socket = connect(from);
        await().until(() -> connections().open() > before);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Reads until the server closes the connection; empty when the server sends nothing. */
    private static String heard(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException reset) {
            return "";
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static String post(int length, String body) {
        return "POST /v1/intents HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length
                + "\r\nConnection: close\r\n\r\n" + body;
    }

    @Test
    void a_flood_of_idle_connections_from_one_address_leaves_room_for_others() throws IOException {
        start(limits(100, 0, 2, LONG));
        Socket first = idle("127.0.0.2");
        idle("127.0.0.2");

        assertThat(heard(connect("127.0.0.2"))).as("above the limit").isEmpty();
        assertThat(connections().refused()).isEqualTo(1);

        Socket other = idle("127.0.0.3");
        send(other, get("/readyz").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        assertThat(heard(other)).startsWith("HTTP/1.1 200");
        first.close();
        await().until(() -> connections().open() == 1);
        assertThat(idle("127.0.0.2").isConnected()).as("a released connection").isTrue();
    }

    @Test
    void a_port_full_of_connections_answers_probes_and_refuses_the_rest() throws IOException {
        start(limits(2, 2, 100, LONG));
        idle("127.0.0.2");
        idle("127.0.0.3");

        Socket probe = idle("127.0.0.4");
        send(probe, get("/readyz"));
        assertThat(heard(probe)).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");

        await().until(() -> connections().open() == 2);
        Socket producer = idle("127.0.0.4");
        send(producer, post(2, "{}"));
        assertThat(heard(producer)).startsWith("HTTP/1.1 503").contains("limits.connections", "unavailable");

        await().until(() -> connections().open() == 2);
        idle("127.0.0.5");
        idle("127.0.0.6");
        assertThat(heard(connect("127.0.0.7"))).as("beyond the reserve").isEmpty();
    }

    @Test
    void a_silent_connection_is_closed() throws IOException {
        start(limits(100, 0, 100, Duration.ofMillis(200)));

        assertThat(heard(connect("127.0.0.2"))).isEmpty();
    }

    @Test
    void slow_headers_close_the_connection_and_a_slow_handler_does_not() throws Exception {
        start(limits(100, 0, 100, Duration.ofMillis(200)));
        Socket patient = connect("127.0.0.2");
        send(patient, get("/held").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        Socket slow = connect("127.0.0.3");
        // A client that still sends after the end receives an error eventually.
        CompletableFuture<Void> trickle = CompletableFuture.runAsync(() -> {
            try {
                send(slow, "GET /readyz HTTP/1.1\r\n");
                while (true) {
                    send(slow, "x");
                    Thread.onSpinWait();
                }
            } catch (IOException closed) {
                // Expected.
            }
        });

        trickle.join();
        held.complete(true);

        assertThat(heard(patient)).startsWith("HTTP/1.1 200");
    }

    @Test
    void an_http2_connection_has_a_limited_number_of_streams() throws IOException {
        start(limits(100, 0, 100, LONG));
        Socket socket = http2();
        socket.getOutputStream().write(frame(4, 1, 0, new byte[0]));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        Frame settings = next(in, 4);
        assertThat(setting(settings.payload(), 3)).as("MAX_CONCURRENT_STREAMS").isEqualTo(3);

        open(socket, 4);

        Frame reset = next(in, 3);
        assertThat(reset.stream()).as("RST_STREAM of the fourth").isEqualTo(7);
        assertThat(ByteBuffer.wrap(reset.payload()).getInt())
                .as("REFUSED_STREAM")
                .isEqualTo(7);
    }

    @Test
    void a_client_that_never_acknowledges_settings_has_the_same_stream_limit() throws IOException {
        start(limits(100, 0, 100, LONG));
        Socket socket = http2();

        open(socket, 4);

        DataInputStream in = new DataInputStream(socket.getInputStream());
        Frame first = read(in);
        while (first.stream() == 0) {
            first = read(in);
        }
        assertThat(first.stream())
                .as("the fourth is refused, the others are held")
                .isEqualTo(7);
        assertThat(first.type()).as("HEADERS of a refusal, or RST_STREAM").isIn(1, 3);
    }

    private Socket http2() throws IOException {
        Socket socket = connect("127.0.0.2");
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(frame(4, 0, 0, new byte[0]));
        return socket;
    }

    private static void open(Socket socket, int streams) throws IOException {
        // :method GET, :scheme http, :path /held, :authority h
        byte[] head = HexFormat.of().parseHex("82" + "86" + "0405" + "2f68656c64" + "010168");
        for (int i = 0; i < streams; i++) {
            socket.getOutputStream().write(frame(1, 5, 2 * i + 1, head));
        }
    }

    private static Frame next(DataInputStream in, int type) throws IOException {
        Frame frame = read(in);
        while (frame.type() != type) {
            frame = read(in);
        }
        return frame;
    }

    @Test
    void incomplete_bodies_stay_within_the_memory_limit() throws IOException {
        start(limits(100, 0, 100, LONG));
        Socket half = connect("127.0.0.2");
        send(half, post(2 * SHORT_BODY, "x".repeat(SHORT_BODY)));
        await().until(() -> bodies().held() == SHORT_BODY);

        Socket refused = connect("127.0.0.3");
        send(refused, post(200, "x".repeat(200)));
        assertThat(heard(refused)).startsWith("HTTP/1.1 429").contains("limits.bodies", "resource_exhausted");

        half.close();
        await().until(() -> bodies().held() == 0);
        Socket taken = connect("127.0.0.3");
        send(taken, post(200, "x".repeat(200)));
        assertThat(heard(taken)).startsWith("HTTP/1.1 202");
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

        assertThat(heard(silent))
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
            assertThat(heard(slow)).startsWith("HTTP/1.1 408").contains("slow_body");
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
            assertThat(heard(steady)).as("five times the request timeout").startsWith("HTTP/1.1 202");
            pace.shutdownNow();
        }
    }

    @Test
    void a_longer_route_timeout_applies_after_the_body_has_arrived() throws IOException {
        start(pace(Duration.ofMillis(100), 1, LONG));
        Socket patient = connect("127.0.0.2");
        held.completeAsync(() -> true, CompletableFuture.delayedExecutor(600, TimeUnit.MILLISECONDS));

        send(patient, post(2, "{}").replace("/v1/intents", "/later"));

        assertThat(heard(patient)).startsWith("HTTP/1.1 200");
    }

    @Test
    void a_slow_handler_does_not_count_as_a_slow_body() throws IOException {
        start(pace(LONG, 1, LONG), Duration.ofMillis(200));
        Socket patient = connect("127.0.0.2");

        send(patient, post(2, "{}").replace("/v1/intents", "/held"));

        assertThat(heard(patient)).startsWith("HTTP/1.1 503").contains("\"timeout\"");
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

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + Objects.requireNonNull(server).activeLocalPort() + path);
    }

    /** Without "Connection: close". */
    private static String kept(String request) {
        return request.replace("Connection: close\r\n", "");
    }

    private static void trickled(Socket socket, String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    private record Frame(int type, int flags, int stream, byte[] payload) {}

    private static Frame read(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(type, flags, stream, in.readNBytes(length));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) 0)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static @Nullable Integer setting(byte[] payload, int wanted) {
        ByteBuffer settings = ByteBuffer.wrap(payload);
        while (settings.hasRemaining()) {
            int id = settings.getShort();
            int value = settings.getInt();
            if (id == wanted) {
                return value;
            }
        }
        return null;
    }
}
