package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys restricted to types and recipients, on every route that submits intents. */
@NeedsServers
class ProduceLimitsTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private String key;

    @BeforeEach
    void make_a_bounded_key() {
        KeyLimits limits =
                new KeyLimits(null, List.of(), List.of("build.*", "invoice.paid"), List.of("team:*", "user:1"));
        key = "Bearer "
                + SERVER.keys
                        .create("ci", "default", Set.of(Scope.PRODUCE), limits)
                        .text()
                        .reveal();
        SERVER.clock.advance(Duration.ofSeconds(2));
    }

    private static String intent(String type, String audience) {
        return "{\"type\":\"%s\",\"producer\":\"ci\",\"idempotency_key\":\"k-%s\",\"audience\":%s,\"payload\":{}}"
                .formatted(type, Integer.toUnsignedString((type + audience).hashCode()), audience);
    }

    private static String to(String... recipients) {
        return "{\"recipients\":[\"" + String.join("\",\"", recipients) + "\"]}";
    }

    @ParameterizedTest
    @CsvSource({
        "build.failed, team:web, 202",
        "invoice.paid, user:1, 202",
        "invoice.paid.late, user:1, 403",
        "build, user:1, 403",
        "build.failed, user:10, 403",
        "build.failed, other, 403"
    })
    void a_limited_key_may_submit_its_types_and_recipients_only(String type, String recipient, int status) {
        Answer answer = SERVER.post("/v1/intents", intent(type, to(recipient)), "authorization", key);
        Answer preview = SERVER.post("/v1/preview", intent(type, to(recipient)), "authorization", key);
        Answer grpc = SERVER.post(
                "/tidings.v1.IntentService/Submit",
                ("{\"intent\":{\"type\":\"%s\",\"producer\":\"ci\",\"idempotencyKey\":\"g\","
                                + "\"audience\":{\"recipients\":{\"ids\":[\"%s\"]}},\"payloadJson\":\"e30=\"}}")
                        .formatted(type, recipient),
                "authorization",
                key);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(preview.status()).isEqualTo(status == 202 ? 200 : status);
        assertThat(grpc.status()).as(grpc.http().contentUtf8()).isEqualTo(status == 202 ? 200 : status);
        if (status == 403) {
            assertThat(answer.text("code")).isEqualTo("permission_denied");
            assertThat(answer.text("expected")).contains("this API key");
        }
    }

    @Test
    void one_disallowed_recipient_or_any_address_refuses_the_intent() {
        assertThat(SERVER.post("/v1/intents", intent("build.failed", to("team:web", "user:2")), "authorization", key)
                        .status())
                .isEqualTo(403);
        String address = "{\"addresses\":[{\"channel\":\"webhook\",\"address\":\"https://example.com/\"}]}";
        assertThat(SERVER.post("/v1/intents", intent("build.failed", address), "authorization", key)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void an_admin_can_list_the_keys_of_its_tenant_without_their_text() {
        var _ = SERVER.keys.create("theirs", "other", Set.of(Scope.ADMIN));
        String admin = "Bearer "
                + SERVER.keys
                        .create("me", "default", Set.of(Scope.ADMIN))
                        .text()
                        .reveal();
        SERVER.clock.advance(Duration.ofSeconds(2));

        assertThat(SERVER.get("/v1/keys", "authorization", key).status()).isEqualTo(403);
        Answer answer = SERVER.get("/v1/keys", "authorization", admin);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().findValuesAsText("name")).containsExactly("ci", "me");
        assertThat(answer.json().at("/keys/0/types")).hasToString("[\"build.*\",\"invoice.paid\"]");
        assertThat(answer.http().contentUtf8()).doesNotContain("tdk_", "theirs");
    }

    @Test
    void in_a_batch_only_disallowed_intents_are_refused() {
        Answer answer = SERVER.post(
                "/v1/intents:batch",
                "{\"intents\":[" + intent("build.failed", to("team:web")) + "," + intent("other", to("team:web"))
                        + "]}",
                "authorization",
                key);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/results/0/receipt").isObject())
                .as("%s", answer.json())
                .isTrue();
        assertThat(answer.json().at("/results/1/problem/code").asText()).isEqualTo("permission_denied");
    }
}
