package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the real application, with the real server and a real receiver. */
class OrdersIT {
    private static final Path SERVER = Path.of("../../tidings-server/target/tidings-server-0.1.0-SNAPSHOT.jar");
    /** What the build trains for its own tests: with it, the server starts in half the processor time. */
    private static final Path CACHE = SERVER.resolveSibling("tidings.aot");

    private static final Path SHOP = Path.of("target/orders.jar");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int ORDERS = 30;

    @TempDir
    Path folder;

    private int tidingsPort;
    private int ordersPort;

    @Test
    void rolled_back_orders_are_never_notified_and_committed_ones_exactly_once_whenever_the_shop_is_killed()
            throws Exception {
        tidingsPort = JavaProcess.freePort();
        ordersPort = JavaProcess.freePort();
        try (WebhookSink sink = new WebhookSink();
                JavaProcess tidings = tidings()) {
            tidings.awaitReady(URI.create("http://127.0.0.1:" + tidingsPort + "/readyz"));
            putEndpoint(sink.address());

            String first;
            try (JavaProcess shop = shop("--tidings.outbox.relay.enabled=false")) {
                assertThat(order("&declined=true").statusCode()).isEqualTo(402);
                first = placed();
            }
            assertThat(sink.size()).as("notified before the relay ran").isZero();

            List<String> more = new ArrayList<>();
            try (JavaProcess shop = shop()) {
                await().atMost(TIMEOUT).until(() -> sink.times(first) == 1);
                for (int i = 0; i < ORDERS; i++) {
                    more.add(placed());
                }
            }

            try (JavaProcess shop = shop()) {
                await().atMost(TIMEOUT).until(() -> more.stream().allMatch(order -> sink.times(order) > 0));
                await().atMost(TIMEOUT).until(() -> outbox().contains("\"pending\":0"));
            }
            assertThat(sink.times(first)).isEqualTo(1);
            assertThat(more).allSatisfy(order -> assertThat(sink.times(order)).isEqualTo(1));
            assertThat(sink.size()).as("no other notifications").isEqualTo(1 + ORDERS);
        }
    }

    private JavaProcess tidings() throws IOException {
        assertThat(SERVER).as("the server, which `mvn verify` builds before").exists();
        Path config = folder.resolve("tidings.yaml");
        Files.writeString(config, """
            server: {port: %d}
            data: {dir: "%s"}
            outbound: {allow: [127.0.0.0/8]}
            """.formatted(tidingsPort, folder.resolve("data")));
        return new JavaProcess(
                folder,
                folder.resolve("tidings.log"),
                List.of(
                        "-XX:AOTCache=" + CACHE.toAbsolutePath(),
                        "-Xlog:aot=off",
                        "-Xlog:cds=off",
                        "-jar",
                        SERVER.toAbsolutePath().toString(),
                        "serve",
                        "--config",
                        config.toString()));
    }

    private JavaProcess shop(String... more) throws IOException {
        List<String> program = new ArrayList<>(List.of(
                "-jar",
                SHOP.toAbsolutePath().toString(),
                "--server.port=" + ordersPort,
                "--tidings.server=127.0.0.1:" + tidingsPort,
                // A short lease, so that rows of a killed process are released soon.
                "--tidings.outbox.relay.lease=2s",
                "--tidings.within=1s"));
        program.addAll(List.of(more));
        return new JavaProcess(folder, folder.resolve("orders.log"), program)
                .awaitReady(URI.create("http://127.0.0.1:" + ordersPort + "/actuator/health"));
    }

    private void putEndpoint(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + tidingsPort + "/v1/recipients/customer:42/endpoints/webhook"))
                .header("content-type", "application/json")
                .PUT(BodyPublishers.ofString("{\"address\": \"" + address + "\"}"))
                .build();
        HttpResponse<String> response = JavaProcess.HTTP.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
    }

    private String placed() throws IOException, InterruptedException {
        HttpResponse<String> response = order("");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return response.body().strip();
    }

    private HttpResponse<String> order(String more) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ordersPort + "/orders?customer=42&cents=995" + more))
                .POST(BodyPublishers.noBody())
                .build();
        return JavaProcess.HTTP.send(request, BodyHandlers.ofString());
    }

    private String outbox() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ordersPort + "/actuator/tidingsoutbox"))
                .build();
        return JavaProcess.HTTP.send(request, BodyHandlers.ofString()).body();
    }
}
