package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.access.Scope;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import dev.tidings.testkit.server.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server behind a proxy on its own machine, where every request comes from the loopback interface. */
class BehindProxyTest {
    private static final Path GUIDE = Path.of("../docs/guides/proxies.md");

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-host", "x-forwarded-proto"})
    void without_keys_what_a_proxy_passed_on_is_refused(String header) {
        EdgeServer.Answer refused = SERVER.get("/v1/deliveries", header, "203.0.113.7");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("detail")).contains("header " + header, "tidings keys create");
        assertThat(SERVER.get("/v1/deliveries").status()).isEqualTo(200);
        assertThat(SERVER.get("/healthz", header, "203.0.113.7").status()).isEqualTo(200);
    }

    @Test
    void with_a_key_it_is_let_in() {
        String key = key();
        assertThat(SERVER.get("/v1/deliveries", "x-forwarded-for", "203.0.113.7", "authorization", key)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_handshake_that_a_proxy_cut_short_is_told_what_the_proxy_lacks() {
        EdgeServer.Answer refused = SERVER.get("/v1/events/ws?recipient=user:42");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("detail"))
                .contains("proxy_http_version 1.1", "proxy_set_header Upgrade", "proxy_set_header Connection");
    }

    @NeedsPackages(TestPackages.PROXY)
    @Test
    void nginx_as_the_guide_has_it_passes_on_requests_events_and_web_sockets() throws Exception {
        int port = Ports.free();
        Process nginx = start(port);
        try (HttpClient client = HttpClient.newHttpClient()) {
            await().until(() -> listens(port));
            URI proxy = URI.create("http://127.0.0.1:" + port);
            assertThat(get(client, proxy.resolve("/v1/deliveries"), "none").statusCode())
                    .as("no key is in force, and nginx says that it passed the request on")
                    .isEqualTo(401);
            String key = key();
            // Whether there is a key is remembered for a moment.
            SERVER.clock.advance(Duration.ofSeconds(5));
            assertThat(get(client, proxy.resolve("/v1/deliveries"), key).statusCode())
                    .isEqualTo(200);
            HttpResponse<java.util.stream.Stream<String>> events = client.send(
                    HttpRequest.newBuilder(proxy.resolve("/v1/events?recipient=user:42"))
                            .header("Authorization", key)
                            .build(),
                    HttpResponse.BodyHandlers.ofLines());
            assertThat(events.body().filter(line -> line.startsWith("event:")).findFirst())
                    .as("what is not buffered comes at once")
                    .hasValueSatisfying(line -> assertThat(line).contains("fresh"));
            CompletableFuture<String> first = new CompletableFuture<>();
            WebSocket socket = client.newWebSocketBuilder()
                    .header("Authorization", key)
                    .buildAsync(
                            URI.create("ws://127.0.0.1:" + port + "/v1/events/ws?recipient=user:42"),
                            new WebSocket.Listener() {
                                @Override
                                public @Nullable CompletionStage<?> onText(
                                        WebSocket from, CharSequence text, boolean last) {
                                    first.complete(text.toString());
                                    return null;
                                }
                            })
                    .join();
            assertThat(first.join()).contains("fresh");
            socket.abort();
            client.shutdownNow();
        } finally {
            nginx.destroy();
            nginx.waitFor();
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

    private Process start(int port) throws IOException {
        String guide = Files.readString(GUIDE);
        int begin = guide.indexOf("```nginx") + "```nginx".length();
        String lines = guide.substring(begin, guide.indexOf("```", begin))
                .replace("127.0.0.1:8434", "127.0.0.1:" + SERVER.port())
                .replace("127.0.0.1:8080", "127.0.0.1:" + port);
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
            daemon off;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log;
            events {}
            http {
                access_log off;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
            %2$s
            }
            """.formatted(folder, lines));
        return new ProcessBuilder("/usr/sbin/nginx", "-p", folder.toString(), "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
