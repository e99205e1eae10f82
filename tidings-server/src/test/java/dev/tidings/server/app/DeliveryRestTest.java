package dev.tidings.server.app;

import static dev.tidings.server.app.IntentRestTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NeedsServers
class DeliveryRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String UNKNOWN = "dlv_00000000000000000000000000";

    @Test
    void a_delivery_is_shown_with_its_attempts_and_their_evidence() {
        String id = SERVER.accept("k");
        SERVER.end(SERVER::rejected);

        JsonNode shown = SERVER.get("/v1/deliveries/" + id).json();

        assertThat(shown.get("status").asText()).isEqualTo("dead");
        assertThat(shown.get("reason").asText()).isEqualTo("http_404");
        assertThat(shown.get("recipient").asText()).isEqualTo("user:42");
        JsonNode attempt = shown.get("attempts").get(0);
        assertThat(attempt.get("number").intValue()).isEqualTo(1);
        assertThat(attempt.get("result").asText()).isEqualTo("rejected");
        assertThat(attempt.get("provider_status").intValue()).isEqualTo(404);
        assertThat(attempt.get("response").asText()).isEqualTo("no such hook");
        assertThat(shown.get("last_attempt")).isEqualTo(attempt);
    }

    @Test
    void a_notification_is_shown_with_its_deliveries() {
        SERVER.putEndpoint("user:42");
        Answer accepted = SERVER.post(
                "/v1/intents",
                IntentRestTest.intent(
                        "k",
                        ",\"content\":{\"title\":\"T\",\"summary\":\"S\"},\"request_id\":\"r1\",\"dedupe_key\":\"d1\""));

        JsonNode shown = SERVER.get("/v1/notifications/" + accepted.text("notification_id"))
                .json();

        assertThat(shown.at("/content/title").asText()).isEqualTo("T");
        assertThat(shown.get("request_id").asText()).isEqualTo("r1");
        assertThat(shown.get("dedupe_key").asText()).isEqualTo("d1");
        assertThat(shown.get("deliveries")).hasSize(1);
    }

    @Test
    void notifications_are_listed_by_their_labels_and_their_deliveries() {
        SERVER.putEndpoint("user:42");
        String labeled = SERVER.post(
                        "/v1/intents",
                        IntentRestTest.intent(
                                "k",
                                ",\"tags\":[\"billing\",\"a\"],\"cancel_key\":\"reminder:42\",\"concurrency_key\":\"crm\""))
                .text("notification_id");
        String plain =
                SERVER.post("/v1/intents", IntentRestTest.intent("k2", "")).text("notification_id");

        assertThat(notifications("")).containsExactly(plain, labeled);
        assertThat(notifications("?recipient=user:42&status=pending")).containsExactly(plain, labeled);
        assertThat(notifications("?status=sent")).isEmpty();
        for (String query :
                List.of("tag=billing", "cancel_key=reminder:42", "concurrency_key=crm", "tag=a&recipient=user:42")) {
            assertThat(notifications("?" + query)).as(query).containsExactly(labeled);
            assertThat(SERVER.get("/v1/deliveries?" + query).json().get("deliveries"))
                    .as(query)
                    .hasSize(1);
        }
        JsonNode listed = SERVER.get("/v1/notifications?tag=billing").json().at("/notifications/0");
        assertThat(listed.path("cancel_key").asText()).isEqualTo("reminder:42");
        assertThat(listed.path("tags")).extracting(JsonNode::asText).containsExactly("a", "billing");
        String next = SERVER.get("/v1/notifications?limit=1").text("next_cursor");
        assertThat(notifications("?limit=1&cursor=" + next)).containsExactly(labeled);
        problem(SERVER.get("/v1/notifications?tag=billing&cursor=" + next), 400, "invalid_field", "cursor");
        problem(SERVER.get("/v1/notifications?cursor=made-up"), 400, "invalid_field", "cursor");
        problem(SERVER.get("/v1/notifications?waiting_for=ordering"), 400, "unknown_field", "waiting_for");
    }

    private static List<String> notifications(String query) {
        List<String> ids = new ArrayList<>();
        SERVER.get("/v1/notifications" + query)
                .json()
                .path("notifications")
                .forEach(one -> ids.add(one.path("notification_id").asText()));
        return ids;
    }

    @Test
    void pages_go_through_all_deliveries_newest_first() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(SERVER.accept("k" + i));
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = SERVER.get("/v1/deliveries?limit=2" + cursor).json();
            seen.addAll(page.get("deliveries").findValuesAsText("delivery_id"));
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").asText()
                    : "";
        } while (!cursor.isEmpty());

        assertThat(seen).isEqualTo(ids);
    }

    @ParameterizedTest
    @CsvSource({
        "status=dead,1",
        "'status=pending,dead',2",
        "status=sent,0",
        "channel=webhook,2",
        "channel=email,0",
        "recipient=user:42,2",
        "recipient=user%3A42,2",
        "recipient=other,0",
        "type=build.failed,2",
        "reason=http_404,1",
        "since=2026-01-01T00:00:00Z,2",
        "since=2999-01-01T00:00:00Z,0"
    })
    void filters_select_matching_deliveries(String query, int count) {
        SERVER.accept("k1");
        SERVER.end(SERVER::rejected);
        SERVER.accept("k2");

        Answer answer = SERVER.get("/v1/deliveries?" + query);

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.json().get("deliveries")).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,limit",
        "limit=501,limit",
        "limit=many,limit",
        "status=lost,status",
        "since=today,since",
        "notification_id=7,notification_id",
        "cursor=!!,cursor",
        "limit=1&limit=2,limit"
    })
    void an_invalid_parameter_is_refused_by_name(String query, String field) {
        problem(SERVER.get("/v1/deliveries?" + query), 400, "invalid_field", field);
    }

    @Test
    void an_unknown_parameter_is_refused_by_name() {
        problem(SERVER.get("/v1/deliveries?stauts=dead"), 400, "unknown_field", "stauts");
    }

    @Test
    void unknown_and_malformed_ids_have_different_errors() {
        Answer unknown = SERVER.get("/v1/deliveries/" + UNKNOWN);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text("code")).isEqualTo("not_found");
        assertThat(unknown.text("detail")).contains(UNKNOWN);
        assertThat(SERVER.post("/v1/deliveries/" + UNKNOWN + ":replay", "").status())
                .isEqualTo(404);
        assertThat(SERVER.post("/v1/deliveries/" + UNKNOWN + ":cancel", "").status())
                .isEqualTo(404);
        assertThat(SERVER.get("/v1/notifications/ntf_00000000000000000000000000")
                        .status())
                .isEqualTo(404);
        problem(SERVER.get("/v1/deliveries/7"), 400, "invalid_field", "delivery_id");
        problem(SERVER.get("/v1/notifications/7"), 400, "invalid_field", "notification_id");
    }
}
