package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.MediaType;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.ListProvidersRequest;
import dev.tidings.v1.Provider;
import dev.tidings.v1.ProviderServiceGrpc;
import dev.tidings.v1.UnblockProviderRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mail server that nobody can connect to: listed as blocked, and unblocked, on a running server. */
@NeedsServers
class ProviderTest {
    /** More attempts than the circuit needs to open. */
    private static final int MAILS = 40;

    @TempDir
    Path folder;

    @Test
    void a_mail_server_that_refuses_connections_is_listed_and_unblocked() throws Exception {
        int closed = closedPort();
        String provider = "127.0.0.1:" + closed;
        try (Application application =
                Application.start(new ProcessEnvironment(Map.of()).read("""
            server: {port: 0, shutdown_grace: 2s}
            data: {dir: "%s"}
            channels: {email: {host: 127.0.0.1, port: %d, security: none, from: tidings@example.com}}
            """.formatted(folder, closed)))) {
            BlockingWebClient rest = WebClient.of(application.uri()).blocking();
            Cli cli = new Cli(Map.of(), "--server", application.uri().toString());
            assertThat(cli.run("providers", "list").out()).contains("No provider is blocked.");
            submit(rest);

            JsonNode blocked = await().atMost(Duration.ofSeconds(30))
                    .until(() -> json(rest.get("/v1/providers")).path("providers"), list -> !list.isEmpty())
                    .get(0);
            assertThat(blocked.path("channel").asText()).isEqualTo("email");
            assertThat(blocked.path("provider").asText()).isEqualTo(provider);
            assertThat(blocked.path("circuit").asText()).isIn("open", "half_open");
            assertThat(blocked.path("reason").asText()).isEqualTo("circuit");
            await().untilAsserted(() -> assertThat(json(rest.get("/v1/providers"))
                            .at("/providers/0/last_error")
                            .asText())
                    .startsWith("network_error: "));
            assertThat(cli.run("providers", "list").out()).contains(provider, "network_error");
            ProviderServiceGrpc.ProviderServiceBlockingStub grpc = GrpcClients.newClient(
                    "gproto+" + application.uri(), ProviderServiceGrpc.ProviderServiceBlockingStub.class);
            Provider listed = grpc.listProviders(ListProvidersRequest.getDefaultInstance())
                    .getProviders(0);
            assertThat(listed.getProvider()).isEqualTo(provider);
            assertThat(listed.getLastError()).startsWith("network_error: ");
            assertThat(listed.getBlockedUntil().getSeconds())
                    .isGreaterThan(listed.getSince().getSeconds());

            Cli.Result unblocked = cli.run("providers", "unblock", "email", provider);

            assertThat(unblocked.exit()).as(unblocked.err()).isZero();
            assertThat(json(rest.get("/v1/providers")).path("providers")).isEmpty();
            JsonNode written = json(rest.get("/v1/audit")).path("records").get(0);
            assertThat(written.path("action").asText()).isEqualTo("provider.unblocked");
            assertThat(written.path("object").asText()).isEqualTo("email/" + provider);
            Provider again = grpc.unblockProvider(UnblockProviderRequest.newBuilder()
                            .setChannel("email")
                            .setProvider(provider)
                            .build())
                    .getProvider();
            assertThat(again.getCircuit()).as("nothing was in force").isEqualTo("closed");
        }
    }

    @Test
    void a_provider_that_was_not_blocked_is_not_found() {
        try (Application application = Application.start(Configurations.of(folder))) {
            AggregatedHttpResponse unknown = WebClient.of(application.uri())
                    .blocking()
                    .post("/v1/providers/email/mail.example.com:25:unblock", "");
            assertThat(unknown.status().code()).isEqualTo(404);
            assertThat(json(unknown).path("code").asText()).isEqualTo("not_found");
            ProviderServiceGrpc.ProviderServiceBlockingStub grpc = GrpcClients.newClient(
                    "gproto+" + application.uri(), ProviderServiceGrpc.ProviderServiceBlockingStub.class);
            assertThat(assertThrows(
                                    StatusRuntimeException.class,
                                    () -> grpc.unblockProvider(UnblockProviderRequest.newBuilder()
                                            .setChannel("email")
                                            .setProvider("mail.example.com:25")
                                            .build()))
                            .getStatus()
                            .getCode())
                    .isEqualTo(Status.Code.NOT_FOUND);
        }
    }

    private static void submit(BlockingWebClient rest) {
        String addresses = IntStream.range(0, MAILS)
                .mapToObj(i -> "{\"channel\":\"email\",\"address\":\"u" + i + "@example.com\"}")
                .collect(Collectors.joining(","));
        assertThat(rest.prepare()
                        .post("/v1/intents")
                        .content(
                                MediaType.JSON,
                                "{\"type\":\"t\",\"producer\":\"p\",\"idempotency_key\":\"k\",\"audience\":{\"addresses\":["
                                        + addresses + "]},\"payload\":{}}")
                        .execute()
                        .status()
                        .code())
                .isEqualTo(202);
    }

    private static JsonNode json(AggregatedHttpResponse response) {
        try {
            return EdgeServer.JSON.readTree(response.content().array());
        } catch (IOException noJson) {
            throw new UncheckedIOException(response.contentUtf8(), noJson);
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
