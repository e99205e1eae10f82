package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.tidings.core.access.Scope;
import dev.tidings.http.Draining;
import dev.tidings.push.v1.GatewaySubscribeRequest;
import dev.tidings.push.v1.PushGrpc;
import dev.tidings.server.config.LimitsSection;
import dev.tidings.server.config.ServerSection;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.extension.TestPackages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server behind a local proxy: all requests come from loopback. */
@NeedsServers
class BehindProxyTest {
    /** A request whose client forges the header. */
    private static final String CLAIMING = """
        GET / HTTP/1.1
        Host: localhost
        X-Forwarded-For: 198.51.100.9
        X-Real-IP: 198.51.100.9
        Forwarded: for=198.51.100.9
        Connection: close

        """.replace("\n", "\r\n");

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-host", "x-forwarded-proto"})
    void without_keys_proxied_requests_are_refused(String header) {
        EdgeServer.Answer refused = SERVER.get("/v1/deliveries", header, "203.0.113.7");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("detail")).contains("header " + header, "tidings keys create");
        assertThat(SERVER.get("/v1/deliveries").status()).isEqualTo(200);
        assertThat(SERVER.get("/healthz", header, "203.0.113.7").status()).isEqualTo(200);
    }

    @Test
    void with_a_key_proxied_requests_are_accepted() {
        String key = key();
        assertThat(SERVER.get("/v1/deliveries", "x-forwarded-for", "203.0.113.7", "authorization", key)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_handshake_without_upgrade_headers_explains_what_the_proxy_must_pass() {
        EdgeServer.Answer refused = SERVER.get("/v1/events/ws?recipient=user:42");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("detail"))
                .contains("proxy_http_version 1.1", "proxy_set_header Upgrade", "proxy_set_header Connection");
    }

    @NeedsPackages(TestPackages.PROXY)
    @Test
    void nginx_configured_as_in_the_guide_passes_requests_events_web_sockets_and_grpc() throws Exception {
        try (ReverseProxy nginx = ReverseProxy.nginx(folder, SERVER.port())) {
            passesOnAll(nginx);
        }
    }

    @NeedsPackages(TestPackages.CADDY)
    @Test
    void caddy_configured_as_in_the_guide_passes_requests_events_web_sockets_and_grpc() throws Exception {
        try (ReverseProxy caddy = ReverseProxy.caddy(folder, SERVER.port())) {
            passesOnAll(caddy);
        }
    }

    @NeedsPackages(TestPackages.PROXY)
    @Test
    void behind_nginx_the_client_address_cannot_be_forged() throws Exception {
        WebServer server = telling(trusting("127.0.0.1"));
        try (ReverseProxy nginx =
                ReverseProxy.nginx(folder, server.uri("127.0.0.1").getPort())) {
            assertThat(nginx.ask("127.0.0.9", CLAIMING)).endsWith("127.0.0.9");
        } finally {
            server.drain();
        }
    }

    @NeedsPackages(TestPackages.CADDY)
    @Test
    void behind_caddy_the_client_address_cannot_be_forged() throws Exception {
        WebServer server = telling(trusting("127.0.0.1"));
        try (ReverseProxy caddy =
                ReverseProxy.caddy(folder, server.uri("127.0.0.1").getPort())) {
            assertThat(caddy.ask("127.0.0.9", CLAIMING)).endsWith("127.0.0.9");
        } finally {
            server.drain();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        nobody is trusted                 |            | 203.0.113.7                      | 127.0.0.1
        the proxy is trusted              | 127.0.0.1  | 203.0.113.7                      | 203.0.113.7
        a range with the proxy is         | 127.0.0.0/8| 203.0.113.7                      | 203.0.113.7
        another proxy is                  | 127.0.0.2  | 203.0.113.7                      | 127.0.0.1
        the client wrote one before       | 127.0.0.1  | 198.51.100.9, 203.0.113.7        | 203.0.113.7
        the client wrote the proxy's      | 127.0.0.1  | 127.0.0.1, 203.0.113.7           | 203.0.113.7
        two proxies, both trusted         | 127.0.0.0/8| 198.51.100.9, 203.0.113.7, 127.0.0.5 | 203.0.113.7
        with a port                       | 127.0.0.1  | 203.0.113.7:4711                 | 203.0.113.7
        of the other family               | 127.0.0.1  | [2001:db8::7]:4711               | 2001:db8:0:0:0:0:0:7
        mapped into the other family      | 127.0.0.1  | ::ffff:203.0.113.7               | 203.0.113.7
        nothing that is an address        | 127.0.0.1  | unknown                          | 127.0.0.1
        nothing at all                    | 127.0.0.1  | ,                                | 127.0.0.1
        """)
    void the_client_address_is_the_one_of_the_last_trusted_proxy(
            String why, @Nullable String trusted, String header, String client) throws Exception {
        WebServer server = telling(trusted == null ? ServerSection.Proxies.NONE : trusting(trusted));
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(
                                    HttpRequest.newBuilder(server.uri("127.0.0.1"))
                                            .header("X-Forwarded-For", header)
                                            .header("Forwarded", "for=192.0.2.1")
                                            .header("X-Real-IP", "192.0.2.2")
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body())
                    .as(why)
                    .isEqualTo(client);
        } finally {
            server.drain();
        }
    }

    @Test
    void x_real_ip_is_used_if_configured() throws Exception {
        WebServer server = telling(new ServerSection.Proxies(List.of("127.0.0.1"), "x-real-ip"));
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(
                                    HttpRequest.newBuilder(server.uri("127.0.0.1"))
                                            .header("X-Forwarded-For", "192.0.2.1")
                                            .header("X-Real-IP", "203.0.113.7")
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("203.0.113.7");
        } finally {
            server.drain();
        }
    }

    private static ServerSection.Proxies trusting(String range) {
        return new ServerSection.Proxies(List.of(range), "x-forwarded-for");
    }

    /** A server that responds with the client's address. */
    private static WebServer telling(ServerSection.Proxies proxies) {
        WebServer server = new WebServer(
                new ServerSection(
                        "127.0.0.1",
                        0,
                        List.of(),
                        Duration.ZERO,
                        Duration.ZERO,
                        new ServerSection.Tls("", ""),
                        proxies),
                new LimitsSection.Port(
                        100,
                        10,
                        100,
                        100,
                        1024 * 1024,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        1024,
                        Duration.ofMinutes(1),
                        64 * 1024 * 1024),
                new Draining(() -> 0),
                builder -> builder.serviceUnder(
                        "/",
                        (ctx, request) -> com.linecorp.armeria.common.HttpResponse.of(
                                ctx.clientAddress().getHostAddress())));
        server.start();
        return server;
    }

    private static void passesOnAll(ReverseProxy proxy) throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(proxy.trust()).build();
        try {
            assertThat(get(client, proxy.uri().resolve("/v1/deliveries"), "none")
                            .statusCode())
                    .as("no key exists, and the proxy added a forwarding header")
                    .isEqualTo(401);
            String key = key();
            // The existence of keys is cached for a moment.
            SERVER.clock.advance(Duration.ofSeconds(5));
            assertThat(get(client, proxy.uri().resolve("/v1/deliveries"), key).statusCode())
                    .isEqualTo(200);
            HttpResponse<java.util.stream.Stream<String>> events = client.send(
                    HttpRequest.newBuilder(proxy.uri().resolve("/v1/events?recipient=user:42"))
                            .header("Authorization", key)
                            .build(),
                    HttpResponse.BodyHandlers.ofLines());
            assertThat(events.body().filter(line -> line.startsWith("event:")).findFirst())
                    .as("unbuffered data arrives immediately")
                    .hasValueSatisfying(line -> assertThat(line).contains("fresh"));
            assertThat(firstMessage(client, proxy, key)).contains("fresh");
            subscribesOverGrpc(proxy, key);
        } finally {
            // A graceful close would wait for endless streams.
            client.shutdownNow();
        }
    }

    private static String firstMessage(HttpClient client, ReverseProxy proxy, String key) {
        CompletableFuture<String> first = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .header("Authorization", key)
                .buildAsync(
                        URI.create(
                                proxy.uri().toString().replaceFirst("http", "ws") + "/v1/events/ws?recipient=user:42"),
                        new WebSocket.Listener() {
                            @Override
                            public @Nullable CompletionStage<?> onText(
                                    WebSocket from, CharSequence text, boolean last) {
                                first.complete(text.toString());
                                return null;
                            }
                        })
                .join();
        try {
            return first.join();
        } finally {
            socket.abort();
        }
    }

    private static void subscribesOverGrpc(ReverseProxy proxy, String key) {
        ClientFactoryBuilder factory = ClientFactory.builder();
        if (proxy.authority() != null) {
            factory.tlsCustomizer(tls ->
                    tls.trustManager(Objects.requireNonNull(proxy.authority()).toFile()));
        }
        try (ClientFactory clients = factory.build()) {
            PushGrpc.PushBlockingStub push = GrpcClients.builder(proxy.grpc())
                    .factory(clients)
                    .setHeader("authorization", key)
                    .build(PushGrpc.PushBlockingStub.class);
            assertThat(push.subscribePush(GatewaySubscribeRequest.newBuilder()
                                    .setGatewayClientId("proxied")
                                    .build())
                            .next()
                            .getCursor())
                    .as("the first message of an open call")
                    .isNotEmpty();
        }
    }

    private static String key() {
        return "Bearer "
                + SERVER.keys
                        .create("test", "default", Set.of(Scope.ADMIN))
                        .text()
                        .reveal();
    }

    private static HttpResponse<String> get(HttpClient client, URI uri, String key)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri).header("Authorization", key).build(), HttpResponse.BodyHandlers.ofString());
    }
}
