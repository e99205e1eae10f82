package dev.tidings.server.app;

import static dev.tidings.server.app.IntentRestTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.Audience;
import dev.tidings.v1.DeliveryPreview;
import dev.tidings.v1.Intent;
import dev.tidings.v1.PreviewRequest;
import dev.tidings.v1.PreviewServiceGrpc.PreviewServiceBlockingStub;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@NeedsServers
class PreviewRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String PATH = "/v1/preview";
    private static final String WEBHOOK = ",\"channels\":[\"webhook\"],\"payload\":{\"n\": 1.50}";

    private static JsonNode only(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.json().get("previews")).hasSize(1);
        return answer.json().at("/previews/0");
    }

    @Test
    void a_preview_shows_the_body_and_stores_nothing() {
        SERVER.putEndpoint("user:42");

        JsonNode preview = only(SERVER.post(PATH, IntentRestTest.intent("k", WEBHOOK)));

        assertThat(preview.get("outcome").asText()).isEqualTo("sent");
        assertThat(preview.get("has_preview").booleanValue()).isTrue();
        assertThat(preview.at("/parts/0/name").asText()).isEqualTo("body");
        assertThat(preview.at("/parts/0/text").asText())
                .isEqualTo("{\"type\":\"build.failed\",\"timestamp\":\"" + SERVER.clock.instant()
                        + "\",\"data\":{\"n\": 1.50}}");
        assertThat(preview.has("fallback_used")).isFalse();
        assertThat(SERVER.store.queries().count(DeliveryFilter.of("default"), 1))
                .isZero();
        assertThat(SERVER.post("/v1/intents", IntentRestTest.intent("k", WEBHOOK))
                        .json()
                        .get("replayed")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void a_skip_is_shown_with_its_reason() {
        JsonNode missing = only(SERVER.post(PATH, IntentRestTest.intent("k", WEBHOOK)));

        assertThat(missing.get("outcome").asText()).isEqualTo("skipped");
        assertThat(missing.get("code").asText()).isEqualTo("recipient_missing");
        assertThat(missing.get("has_preview").booleanValue()).isFalse();

        SERVER.put(
                "/v1/recipients/user:42/endpoints/webhook",
                "{\"address\":\"http://127.0.0.1:9/hook\",\"enabled\":false}");
        assertThat(only(SERVER.post(PATH, IntentRestTest.intent("k", WEBHOOK)))
                        .get("code")
                        .asText())
                .isEqualTo("endpoint_disabled");
    }

    @Test
    void limits_and_rules_are_those_of_accepting_and_deliveries_are_limited() {
        problem(
                SERVER.post(PATH, IntentRestTest.intent("k", ",\"channels\":[\"pigeon\"]")),
                400,
                "invalid_field",
                "channels[0]");
        problem(SERVER.post(PATH, "{\"no_such_field\":1}"), 400, "unknown_field", "no_such_field");
        problem(SERVER.post(PATH + "?locale=zh_TW!", IntentRestTest.intent("k", "")), 400, "invalid_field", "locale");
        problem(SERVER.post(PATH + "?lang=de", IntentRestTest.intent("k", "")), 400, "unknown_field", "lang");
        String many =
                IntStream.rangeClosed(1, 21).mapToObj(i -> "\"user:" + i + "\"").collect(Collectors.joining(","));
        problem(
                SERVER.post(
                        PATH,
                        "{\"type\":\"a\",\"producer\":\"p\",\"idempotency_key\":\"k\",\"channels\":[\"webhook\"],"
                                + "\"audience\":{\"recipients\":[" + many + "]}}"),
                413,
                "limit_exceeded",
                "audience");
    }

    @Test
    void previews_over_grpc_are_equal() {
        SERVER.putEndpoint("user:42");

        DeliveryPreview preview = GrpcClients.newClient(
                        "gproto+http://127.0.0.1:" + SERVER.port(), PreviewServiceBlockingStub.class)
                .preview(PreviewRequest.newBuilder()
                        .setIntent(Intent.newBuilder()
                                .setType("build.failed")
                                .setProducer("ci")
                                .setIdempotencyKey("k")
                                .addChannels("webhook")
                                .setAudience(Audience.newBuilder()
                                        .setRecipients(
                                                Audience.Recipients.newBuilder().addIds("user:42"))))
                        .build())
                .getPreviews(0);

        assertThat(preview.getOutcome()).isEqualTo("sent");
        assertThat(preview.getParts(0).getContent().toStringUtf8())
                .startsWith("{\"type\":\"build.failed\"")
                .endsWith("\"data\":{}}");
        assertThat(preview.hasFallbackUsed()).isFalse();
    }

    @Test
    void previews_need_the_scope_produce_or_operate() {
        Set<Scope> mayNot = Set.of(Scope.SUBSCRIBE, Scope.SYSTEM, Scope.AUDIT);
        for (Scope scope : Scope.values()) {
            String key =
                    SERVER.keys.create("test", "default", Set.of(scope)).text().reveal();
            int status = SERVER.post(PATH, IntentRestTest.intent("k", WEBHOOK), "authorization", "Bearer " + key)
                    .status();
            assertThat(status).as(scope.code()).isEqualTo(mayNot.contains(scope) ? 403 : 200);
        }
    }
}
