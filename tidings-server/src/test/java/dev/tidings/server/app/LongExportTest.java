package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.SessionProtocol;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.simulation.ForwardingQueries;
import dev.tidings.testkit.simulation.ForwardingStore;
import dev.tidings.v1.DeliveryServiceGrpc.DeliveryServiceBlockingStub;
import dev.tidings.v1.ExportDeliveriesRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exports that are longer than what fits between server and client, of a store whose pages are counted. */
@NeedsServers
@Timeout(240)
class LongExportTest {
    private static final int RECIPIENTS = 1_000;
    private static final int DELIVERIES = 30 * RECIPIENTS;
    private static final int PAGE = 200;

    /** What the kernel and the server may hold for a client that does not read, far less than the whole export. */
    private static final int PAGES_AHEAD = 100;

    @TempDir
    static Path folder;

    @TempDir
    Path files;

    private static final AtomicInteger PAGES = new AtomicInteger();

    /** The page that fails. */
    private static volatile int failing = Integer.MAX_VALUE;

    private static @Nullable Application application;

    private static final class CountedPages extends ForwardingQueries {
        CountedPages(QueryStore to) {
            super(to);
        }

        @Override
        public Page<Delivery> deliveries(DeliveryFilter filter, @Nullable String cursor, int limit) {
            if (PAGES.incrementAndGet() >= failing) {
                throw new StoreUnavailable("connection refused: cut by the test");
            }
            return super.deliveries(filter, cursor, limit);
        }
    }

    private static Store counted(Store store) {
        return new ForwardingStore(store) {
            @Override
            public QueryStore queries() {
                return new CountedPages(super.queries());
            }
        };
    }

    @BeforeAll
    static void start() {
        application = Application.start(Configurations.of(folder), LongExportTest::counted);
        ObjectNode intent =
                ApiClient.JSON.createObjectNode().put("type", "release").put("producer", "ci");
        ArrayNode recipients = intent.putObject("audience").putArray("recipients");
        for (int i = 0; i < RECIPIENTS; i++) {
            recipients.add("user:" + i);
        }
        try (ApiClient api = new ApiClient(application.uri(), null)) {
            for (int i = 0; i < DELIVERIES / RECIPIENTS; i++) {
                var _ = api.post("/v1/intents", intent.put("idempotency_key", "k" + i));
            }
        }
    }

    @AfterAll
    static void stop() {
        if (application != null) {
            application.close();
        }
    }

    @BeforeEach
    void reset() {
        PAGES.set(0);
        failing = Integer.MAX_VALUE;
    }

    private static Application server() {
        return java.util.Objects.requireNonNull(application);
    }

    /** A response of HTTP/1.1 with its chunks joined; it fails at an end without the last chunk. */
    private static final class ChunkedBody extends InputStream {
        private final DataInputStream in;
        private int left;
        private boolean ended;

        ChunkedBody(InputStream in) throws IOException {
            this.in = new DataInputStream(in);
            for (String line = line(); !line.isEmpty(); line = line()) {
                assertThat(line).doesNotContain("HTTP/1.1 4", "HTTP/1.1 5");
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
                line.append((char) c);
            }
            return line.toString().strip();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left == 0 && !ended) {
                left = Integer.parseInt(line(), 16);
                ended = left == 0;
            }
            if (ended) {
                return -1;
            }
            int read = in.read(bytes, from, Math.min(left, length));
            if (read < 0) {
                throw new IOException("the connection ended before the last chunk");
            }
            left -= read;
            if (left == 0) {
                assertThat(line()).isEmpty();
            }
            return read;
        }
    }

    private static BufferedReader open(Socket socket, String path) throws IOException {
        socket.setReceiveBufferSize(64 * 1024);
        socket.connect(
                new InetSocketAddress(server().uri().getHost(), server().uri().getPort()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(
                new InputStreamReader(new ChunkedBody(socket.getInputStream()), StandardCharsets.UTF_8));
    }

    @Test
    void a_slow_client_holds_back_the_server() throws IOException {
        try (Socket socket = new Socket()) {
            BufferedReader lines = open(socket, "/v1/deliveries:export");
            awaitStandstill();
            assertThat(PAGES).hasValueLessThan(PAGES_AHEAD);

            Set<String> ids = new HashSet<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ids.add(ApiClient.JSON.readTree(line).path("delivery_id").asText());
                assertThat(PAGES.get() - ids.size() / PAGE).isLessThan(PAGES_AHEAD);
            }

            assertThat(ids).hasSize(DELIVERIES);
            assertThat(PAGES).hasValue(DELIVERIES / PAGE);
        }
    }

    /** Until two looks see the same number of pages. */
    private static void awaitStandstill() {
        int[] seen = {-1};
        await().pollInterval(Duration.ofMillis(300)).until(() -> {
            int before = seen[0];
            seen[0] = PAGES.get();
            return before > 0 && seen[0] == before;
        });
    }

    @Test
    void a_client_that_leaves_ends_the_export() throws IOException {
        try (Socket socket = new Socket()) {
            assertThat(open(socket, "/v1/deliveries:export").readLine()).isNotEmpty();
        }

        awaitStandstill();
        assertThat(PAGES).hasValueLessThan(PAGES_AHEAD);
    }

    @Test
    void a_slow_client_over_grpc_holds_back_the_server() {
        var messages = deliveries().exportDeliveries(ExportDeliveriesRequest.getDefaultInstance());
        assertThat(messages.hasNext()).isTrue();
        awaitStandstill();
        assertThat(PAGES).hasValueLessThan(PAGES_AHEAD);

        int count = 0;
        while (messages.hasNext()) {
            assertThat(messages.next().getDelivery().getDeliveryId()).isNotEmpty();
            count++;
        }

        assertThat(count).isEqualTo(DELIVERIES);
    }

    @Test
    void an_export_that_fails_midway_is_not_taken_for_a_whole_one() throws IOException {
        failing = 10;
        try (Socket socket = new Socket()) {
            BufferedReader lines = open(socket, "/v1/deliveries:export?format=csv");
            assertThatThrownBy(() -> lines.lines().forEach(line -> {})).isInstanceOf(UncheckedIOException.class);
        }

        PAGES.set(0);
        WebClient http2 = WebClient.of(
                SessionProtocol.H2C,
                com.linecorp.armeria.client.Endpoint.of(
                        server().uri().getHost(), server().uri().getPort()));
        assertThatThrownBy(() -> http2.get("/v1/deliveries:export").aggregate().join())
                .isInstanceOf(CompletionException.class);

        PAGES.set(0);
        StatusRuntimeException unavailable = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> deliveries()
                        .exportDeliveries(ExportDeliveriesRequest.getDefaultInstance())
                        .forEachRemaining(one -> {}));
        assertThat(unavailable.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void an_export_that_fails_at_once_is_answered_with_the_problem() {
        failing = 1;

        var refused = WebClient.of(server().uri()).blocking().get("/v1/deliveries:export");

        assertThat(refused.status().code()).isEqualTo(503);
        assertThat(refused.contentUtf8()).contains("the store is unavailable");
    }

    @Test
    void a_tenant_has_at_most_four_exports_in_progress() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                sockets.add(new Socket());
                assertThat(open(sockets.getLast(), "/v1/deliveries:export").readLine())
                        .isNotEmpty();
            }

            var refused = WebClient.of(server().uri()).blocking().get("/v1/notifications:export");

            assertThat(refused.status().code()).isEqualTo(429);
            assertThat(refused.contentUtf8()).contains("4 exports of its tenant");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await().until(() -> WebClient.of(server().uri())
                        .blocking()
                        .get("/v1/notifications:export")
                        .status()
                        .code()
                == 200);
    }

    @Test
    void the_command_writes_a_whole_file_or_none() throws IOException {
        Cli cli = new Cli(Map.of(), "--server", server().uri().toString());
        Path file = files.resolve("all.jsonl");

        Cli.Result done = cli.run("deliveries", "export", "--output", file.toString());

        assertThat(done.exit()).as(done.err()).isZero();
        try (var lines = Files.lines(file)) {
            assertThat(lines.count()).isEqualTo(DELIVERIES);
        }
        PAGES.set(0);
        failing = 10;
        Cli.Result failed = cli.run("deliveries", "export", "--format", "csv", "-o", files.resolve("x.csv") + "");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).contains("the export ended before it was complete");
        try (var left = Files.list(files)) {
            assertThat(left).containsExactly(file);
        }
    }

    private static DeliveryServiceBlockingStub deliveries() {
        return GrpcClients.builder("gproto+" + server().uri())
                .responseTimeout(Duration.ofMinutes(5))
                .maxResponseLength(0)
                .build(DeliveryServiceBlockingStub.class);
    }
}
