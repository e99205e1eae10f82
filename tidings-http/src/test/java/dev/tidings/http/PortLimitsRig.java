package dev.tidings.http;

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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A port with limits, and clients that use their sockets directly. */
abstract class PortLimitsRig {
    static final Duration LONG = Duration.ofMinutes(5);
    static final int SHORT_BODY = 900;

    /** More than the kernel buffers for a client that does not read. */
    static final byte[] LARGE = new byte[32 * 1024 * 1024];

    static final long ANSWERS = 1024L * 1024 * 1024;

    final CompletableFuture<Boolean> held = new CompletableFuture<>();
    final Deque<Socket> sockets = new ArrayDeque<>();

    @Nullable
    Connections connections;

    @Nullable
    BodyBudget bodies;

    @Nullable
    Server server;

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

    void start(PortLimits limits) {
        start(limits, LONG);
    }

    void start(PortLimits limits, Duration requestTimeout) {
        PortGuards port = new PortGuards(limits, address -> false);
        ServerBuilder builder =
                Server.builder().http(0).requestTimeout(requestTimeout).errorHandler(new ProblemErrorHandler());
        port.addTo(builder, this::routes);
        connections = port.connections();
        bodies = port.bodies();
        server = builder.build();
        server.start().join();
    }

    void routes(ServerBuilder builder) {
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

    Connections connections() {
        return Objects.requireNonNull(connections);
    }

    BodyBudget bodies() {
        return Objects.requireNonNull(bodies);
    }

    static PortLimits limits(int connections, int reserved, int perAddress, Duration headTime) {
        return new PortLimits(connections, reserved, perAddress, 3, 1_000, headTime, LONG, 1, LONG, ANSWERS);
    }

    /** The limits, with memory for bodies. */
    static PortLimits pace(Duration bodyGrace, int bodyRate, Duration answerTime) {
        return new PortLimits(100, 0, 100, 3, 1_000_000, LONG, bodyGrace, bodyRate, answerTime, ANSWERS);
    }

    Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setSoTimeout(60_000);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Objects.requireNonNull(server).activeLocalPort()));
        return socket;
    }

    Socket idle(String from) throws IOException {
        int before = connections().open();
        Socket socket = connect(from);
        await().until(() -> connections().open() > before);
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    static String post(int length, String body) {
        return "POST /v1/intents HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length
                + "\r\nConnection: close\r\n\r\n" + body;
    }

    Socket http2() throws IOException {
        Socket socket = connect("127.0.0.2");
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(frame(4, 0, 0, new byte[0]));
        return socket;
    }

    static void open(Socket socket, int streams) throws IOException {
        // :method GET, :scheme http, :path /held, :authority h
        byte[] head = HexFormat.of().parseHex("82" + "86" + "0405" + "2f68656c64" + "010168");
        for (int i = 0; i < streams; i++) {
            socket.getOutputStream().write(frame(1, 5, 2 * i + 1, head));
        }
    }

    static Frame next(DataInputStream in, int type) throws IOException {
        Frame frame = read(in);
        while (frame.type() != type) {
            frame = read(in);
        }
        return frame;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + Objects.requireNonNull(server).activeLocalPort() + path);
    }

    /** Without "Connection: close". */
    static String kept(String request) {
        return request.replace("Connection: close\r\n", "");
    }

    static void trickled(Socket socket, String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    record Frame(int type, int flags, int stream, byte[] payload) {}

    static Frame read(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(type, flags, stream, in.readNBytes(length));
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) 0)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    static @Nullable Integer setting(byte[] payload, int wanted) {
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
