package dev.tidings.server.app;

import static dev.tidings.server.app.GrpcRefusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.tidings.core.access.Scope;
import dev.tidings.http.access.ApiKeys;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.Audience;
import dev.tidings.v1.Intent;
import dev.tidings.v1.IntentServiceGrpc.IntentServiceBlockingStub;
import dev.tidings.v1.ListQuarantinedRequest;
import dev.tidings.v1.QuarantineServiceGrpc.QuarantineServiceBlockingStub;
import dev.tidings.v1.SubmitRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsServers
class AccessWiringTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String INTENT = IntentRestTest.intent("k", "");

    private static String key(String tenant, Scope... scopes) {
        String text = SERVER.keys.create("test", tenant, Set.of(scopes)).text().reveal();
        SERVER.clock.advance(Duration.ofSeconds(2));
        return "Bearer " + text;
    }

    @Test
    void a_server_with_keys_refuses_requests_without_one() {
        key("default", Scope.ADMIN);

        Answer answer = SERVER.post("/v1/intents", INTENT);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("code")).isEqualTo("unauthenticated");
        assertThat(answer.http().headers().get("www-authenticate")).isEqualTo("Bearer realm=\"tidings\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer tdk_wrong", "Bearer nonsense", "Basic dGRrOnRkaw==", "Bearer ", "tdk_x"})
    void a_wrong_key_is_refused_and_not_repeated(String authorization) {
        key("default", Scope.ADMIN);

        Answer answer = SERVER.post("/v1/intents", INTENT, "authorization", authorization);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.http().contentUtf8()).doesNotContain("tdk_wrong").doesNotContain("nonsense");
    }

    @ParameterizedTest
    @CsvSource({
        "PRODUCE,  POST, /v1/intents,    202",
        "OPERATE,  POST, /v1/intents,    403",
        "ADMIN,    POST, /v1/intents,    202",
        "SUBSCRIBE,POST, /v1/intents,    403",
        "PRODUCE,  GET,  /v1/deliveries, 403",
        "OPERATE,  GET,  /v1/deliveries, 200",
        "ADMIN,    GET,  /v1/deliveries, 200",
        "PRODUCE,  GET,  /metrics,       403",
        "OPERATE,  GET,  /metrics,       403",
        "ADMIN,    GET,  /metrics,       403",
        "SYSTEM,   GET,  /metrics,       200",
        "SYSTEM,   GET,  /v1/deliveries, 403",
        "PRODUCE,  GET,  /v1/notifications/ntf_00000000000000000000000000, 404",
        "SUBSCRIBE,GET,  /v1/notifications/ntf_00000000000000000000000000, 403"
    })
    void a_scope_allows_its_operations(Scope scope, String method, String path, int status) {
        String key = key("default", scope);

        Answer answer = method.equals("GET")
                ? SERVER.get(path, "authorization", key)
                : SERVER.post(path, INTENT, "authorization", key);

        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        if (status == 403) {
            assertThat(answer.text("code")).isEqualTo("permission_denied");
            assertThat(answer.text("detail")).contains(scope.code());
        }
    }

    @Test
    void keys_and_scopes_apply_to_grpc() {
        String produce = key("default", Scope.PRODUCE);
        SubmitRequest intent = SubmitRequest.newBuilder()
                .setIntent(Intent.newBuilder()
                        .setType("build.failed")
                        .setProducer("ci")
                        .setIdempotencyKey("k")
                        .setAudience(Audience.newBuilder()
                                .setRecipients(Audience.Recipients.newBuilder().addIds("user:42"))))
                .build();

        refusal(() -> SERVER.grpc(IntentServiceBlockingStub.class).submit(intent), Status.Code.UNAUTHENTICATED);
        String uri = "gproto+http://127.0.0.1:" + SERVER.port();
        IntentServiceBlockingStub intents =
                GrpcClients.builder(uri).setHeader("authorization", produce).build(IntentServiceBlockingStub.class);
        assertThat(intents.submit(intent).hasReceipt()).isTrue();
        QuarantineServiceBlockingStub quarantine =
                GrpcClients.builder(uri).setHeader("authorization", produce).build(QuarantineServiceBlockingStub.class);
        StatusRuntimeException denied = refusal(
                () -> quarantine.listQuarantined(ListQuarantinedRequest.getDefaultInstance()),
                Status.Code.PERMISSION_DENIED);
        assertThat(denied.getStatus().getDescription()).contains("produce").contains("operate");
    }

    @Test
    void a_revoked_key_is_refused_within_a_second() {
        ApiKeys.Created created = SERVER.keys.create("test", "default", Set.of(Scope.ADMIN));
        key("default", Scope.ADMIN);
        String text = "Bearer " + created.text().reveal();
        assertThat(SERVER.get("/v1/deliveries", "authorization", text).status()).isEqualTo(200);

        assertThat(SERVER.keys.revoke(created.key().id())).isTrue();
        SERVER.clock.advance(Duration.ofSeconds(1));

        assertThat(SERVER.get("/v1/deliveries", "authorization", text).status()).isEqualTo(401);
    }

    @Test
    void a_tenant_cannot_see_data_of_another() {
        String ours = key("ours", Scope.ADMIN);
        String theirs = key("theirs", Scope.ADMIN);
        Answer accepted = SERVER.post("/v1/intents", INTENT, "authorization", ours);
        String id = accepted.json().at("/deliveries/0/delivery_id").asText();

        assertThat(SERVER.get("/v1/deliveries/" + id, "authorization", theirs).status())
                .isEqualTo(404);
        assertThat(SERVER.post("/v1/deliveries/" + id + ":replay", "", "authorization", theirs)
                        .status())
                .isEqualTo(404);
        assertThat(SERVER.get("/v1/deliveries", "authorization", theirs).json().get("deliveries"))
                .isEmpty();
        Answer same = SERVER.post("/v1/intents", INTENT, "authorization", theirs);
        assertThat(same.json().get("replayed").booleanValue()).isFalse();
        assertThat(SERVER.get("/v1/deliveries/" + id, "authorization", ours).status())
                .isEqualTo(200);
    }

    @Test
    void probes_need_no_key() {
        key("default", Scope.ADMIN);

        assertThat(SERVER.get("/healthz").status()).isEqualTo(200);
        assertThat(SERVER.get("/readyz").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8434, 202",
        "127.0.0.1, 202",
        "127.1.2.3:80, 202",
        "[::1]:8434, 202",
        "tidings.test, 202",
        "evil.example, 403",
        "127.0.0.1.evil.example, 403",
        "localhost.evil.example:8434, 403",
        "10.0.0.1, 403",
        "127.999.1.1, 403",
        "127.0.0.256:8434, 403",
        "[::2], 403",
        "::1, 403"
    })
    void a_server_without_keys_accepts_only_host_names_of_this_machine(String host, int status) {
        Answer answer = SERVER.post("/v1/intents", INTENT, ":authority", host);

        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "origin, https://evil.example, 403",
        "origin, null, 403",
        "origin, http://localhost:1, 403",
        "sec-fetch-site, cross-site, 403",
        "sec-fetch-site, same-origin, 202"
    })
    void a_page_of_another_origin_cannot_write_to_a_server_without_keys(String header, String value, int status) {
        Answer answer = SERVER.post("/v1/intents", INTENT, header, value);

        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    }

    @Test
    void a_page_of_the_server_itself_can_write() {
        Answer answer =
                SERVER.post("/v1/intents", INTENT, ":authority", "localhost:8434", "origin", "http://localhost:8434");

        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    }
}
