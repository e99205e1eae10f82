package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.testing.junit5.server.ServerExtension;
import dev.tidings.testkit.extension.NeedsServers;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The weights that tenants have in the store decide whose delivery a running server sends next. */
@NeedsServers
class TenantWeightTest {
    private static final int CONCURRENCY = 4;
    private static final int INTENTS = 60;

    /** While both tenants have deliveries that wait. */
    private static final int CONTESTED = 40;

    private static final CompletableFuture<Void> RELEASED = new CompletableFuture<>();
    private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();

    @RegisterExtension
    static final ServerExtension RECEIVER = new ServerExtension() {
        @Override
        protected void configure(ServerBuilder sb) {
            sb.service("/{tenant}", (ctx, request) -> {
                RECEIVED.add(ctx.pathParam("tenant"));
                return HttpResponse.of(RELEASED.thenApply(released -> HttpResponse.of(HttpStatus.OK)));
            });
        }
    };

    @TempDir
    Path folder;

    @Test
    void a_tenant_with_three_times_the_weight_gets_three_times_the_sends() {
        try (Application application =
                Application.start(new ProcessEnvironment(Map.of()).read("""
            server: {port: 0, shutdown_grace: 2s}
            data: {dir: "%s"}
            outbound: {allow: [127.0.0.0/8]}
            channels: {webhook: {concurrency: %d, endpoint_share: 1}}
            """.formatted(folder, CONCURRENCY)))) {
            URI server = application.uri();
            Cli cli = new Cli(Map.of("TIDINGS_DATA_DIR", folder.toString()));
            String system = key(cli, "default", "system");
            await().until(() -> call(server, HttpMethod.GET, "/v1/tenants", system, "")
                    .status()
                    .equals(HttpStatus.OK));
            assertThat(call(server, HttpMethod.POST, "/v1/tenants", system, "{\"id\":\"heavy\",\"weight\":3}")
                            .status())
                    .isEqualTo(HttpStatus.CREATED);
            submit(server, cli, "heavy");
            await().until(() -> RECEIVED.size() == CONCURRENCY);
            submit(server, cli, "light");

            RELEASED.complete(null);

            await().until(() -> RECEIVED.size() == 2 * INTENTS);
            assertThat(RECEIVED.subList(CONCURRENCY, CONTESTED))
                    .filteredOn("light"::equals)
                    .as("a quarter of those that both tenants wait for, of %s", RECEIVED)
                    .hasSizeBetween(7, 11);
        }
    }

    private static String key(Cli cli, String tenant, String scope) {
        Cli.Result created = cli.run("keys", "create", "--scope", scope, "--name", scope, "--tenant", tenant);
        assertThat(created.exit()).as(created.err()).isZero();
        return created.out().strip();
    }

    private static void submit(URI server, Cli cli, String tenant) {
        String key = key(cli, tenant, "produce");
        String intents = IntStream.range(0, INTENTS)
                .mapToObj("""
                    {"type": "t", "producer": "p", "idempotency_key": "%d", "channels": ["webhook"],
                     "audience": {"addresses": [{"channel": "webhook", "address": "ADDRESS"}]}, "payload": {}}
                    """::formatted)
                .collect(Collectors.joining(",", "{\"intents\": [", "]}"))
                .replace("ADDRESS", RECEIVER.httpUri().resolve("/" + tenant).toString());
        AggregatedHttpResponse answer = await().until(
                        () -> call(server, HttpMethod.POST, "/v1/intents:batch", key, intents),
                        response -> !response.status().equals(HttpStatus.UNAUTHORIZED));
        assertThat(answer.status()).as(answer.contentUtf8()).isEqualTo(HttpStatus.OK);
        assertThat(answer.contentUtf8()).doesNotContain("\"error\"", "\"problem\"");
    }

    private static AggregatedHttpResponse call(URI server, HttpMethod method, String path, String key, String body) {
        RequestHeaders headers = RequestHeaders.builder(method, path)
                .contentType(MediaType.JSON)
                .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + key)
                .build();
        return WebClient.of(server).blocking().execute(HttpRequest.of(headers, HttpData.ofUtf8(body)));
    }
}
