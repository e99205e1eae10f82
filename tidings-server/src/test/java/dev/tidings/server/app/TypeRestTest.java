package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The types catalogue over REST, and what it does to intents. */
@NeedsServers
class TypeRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String SCHEMA = """
        {"type":"object","required":["total"],"properties":{"total":{"type":"integer"},
         "items":{"type":"array","items":{"type":"object","properties":{"sku":{"type":"string","pattern":"^[A-Z]+$"}}}}}}\
        """;

    @Test
    void a_type_is_created_shown_and_replaced() {
        Answer created = put("order.paid", """
            {"description":"An order was paid","schema":%s,"example":{"total": 5},"channels":["webhook"],"validation":"enforce"}\
            """.formatted(SCHEMA));
        assertThat(created.status()).as("%s", created).isEqualTo(201);
        assertThat(created.http().headers().get("etag")).isEqualTo('"' + created.text("etag") + '"');

        Answer shown = SERVER.get("/v1/types/order.paid");
        assertThat(shown.json()).isEqualTo(created.json());
        assertThat(shown.http().contentUtf8()).contains("\"example\":{\"total\": 5}");

        Answer same = put("order.paid", shown.http().contentUtf8());
        assertThat(same.status()).as("%s", same).isEqualTo(200);
        assertThat(same.text("etag")).isEqualTo(created.text("etag"));

        Answer replaced = put("order.paid", "{}");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.json().has("schema")).isFalse();
        assertThat(replaced.text("validation")).isEqualTo("warn");
        assertThat(replaced.text("etag")).isNotEqualTo(created.text("etag"));
    }

    @Test
    void a_change_with_an_old_tag_is_refused() {
        String first = put("order.paid", "{}").text("etag");
        put("order.paid", "{\"description\":\"Changed\"}");

        Answer late = SERVER.send(
                HttpMethod.PUT,
                "/v1/types/order.paid",
                bytes("{\"description\":\"Late\"}"),
                "If-Match",
                '"' + first + '"');
        Answer gone = SERVER.send(HttpMethod.DELETE, "/v1/types/order.paid", null, "If-Match", '"' + first + '"');

        assertThat(late.text("code")).as("%s", late).isEqualTo("precondition_failed");
        assertThat(gone.text("code")).as("%s", gone).isEqualTo("precondition_failed");
        assertThat(SERVER.get("/v1/types/order.paid").text("description")).isEqualTo("Changed");
    }

    @Test
    void a_deleted_type_is_unknown() {
        put("order.paid", "{}");

        assertThat(SERVER.send(HttpMethod.DELETE, "/v1/types/order.paid", null).status())
                .isEqualTo(204);
        assertThat(SERVER.get("/v1/types/order.paid").status()).isEqualTo(404);
        assertThat(SERVER.send(HttpMethod.DELETE, "/v1/types/order.paid", null).status())
                .isEqualTo(404);
    }

    @Test
    void the_catalogue_is_published_as_asyncapi() {
        put("order.paid", "{\"schema\":" + SCHEMA + "}");

        Answer answer = SERVER.get("/v1/types:asyncapi");

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.text("asyncapi")).isEqualTo("3.0.0");
        assertThat(answer.json()
                        .at("/components/messages/order.paid/payload/schema/required/0")
                        .asText())
                .isEqualTo("total");
    }

    @Test
    void types_are_listed_in_pages_by_name() {
        put("b", "{}");
        put("c", "{}");
        put("a", "{}");

        Answer first = SERVER.get("/v1/types?limit=2");
        Answer second = SERVER.get("/v1/types?limit=2&cursor=" + first.text("next_cursor"));

        assertThat(first.json().get("types").findValuesAsText("name")).containsExactly("a", "b");
        assertThat(second.json().get("types").findValuesAsText("name")).containsExactly("c");
        assertThat(second.json().has("next_cursor")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"schema\":true}|schema|",
                "{\"schema\":{\"type\":\"text\"}}|schema|/type",
                "{\"schema\":{\"properties\":{\"a/b\":{\"minLength\":-1}}}}|schema|/properties/a~1b/minLength",
                "{\"schema\":{\"properties\":{\"a\":{\"pattern\":\"(a+\"}}}}|schema|/properties/a/pattern",
                "{\"schema\":{\"items\":{\"$ref\":\"http://169.254.169.254/x\"}}}|schema|/items/$ref",
                "{\"schema\":{\"type\":\"object\",\"required\":[\"a\"]},\"example\":{}}|example|``",
                "{\"schema\":{\"properties\":{\"a\":{\"type\":\"string\"}}},\"example\":{\"a\":[7]}}|example|/a",
                "{\"channels\":[\"pigeon\"]}|channels[0]|",
                "{\"validation\":\"maybe\"}|validation|",
            })
    void a_bad_definition_names_the_field_and_the_pointer(String body, String field, String pointer) {
        Answer answer = put("order.paid", body);

        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("invalid_field");
        assertThat(answer.text("field")).isEqualTo(field);
        assertThat(answer.json().path("pointer").asText(null)).isEqualTo(pointer);
        assertThat(SERVER.get("/v1/types/order.paid").status()).isEqualTo(404);
    }

    @Test
    void an_enforced_schema_refuses_a_payload_with_the_pointer_and_without_its_value() {
        put("order.paid", "{\"validation\":\"enforce\",\"schema\":" + SCHEMA + "}");

        Answer wrong = intent("k1", "{\"total\":5,\"items\":[{\"sku\":\"A\"},{\"sku\":\"a secret\"}]}");
        Answer missing = intent("k2", null);
        Answer right = intent("k3", "{\"total\":5}");

        assertThat(wrong.status()).as("%s", wrong).isEqualTo(422);
        assertThat(wrong.text("code")).isEqualTo("payload_invalid");
        assertThat(wrong.text("field")).isEqualTo("payload");
        assertThat(wrong.text("pointer")).isEqualTo("/items/1/sku");
        assertThat(wrong.text("detail")).contains("order.paid").doesNotContain("secret");
        assertThat(missing.text("code")).as("%s", missing).isEqualTo("payload_invalid");
        assertThat(right.status()).as("%s", right).isEqualTo(202);
        assertThat(preview("{\"total\":\"5\"}").text("pointer")).isEqualTo("/total");
        assertThat(SERVER.metrics
                        .get("tidings.payloads.invalid")
                        .tags("type", "order.paid", "validation", "enforce")
                        .counter()
                        .count())
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void an_intent_that_was_accepted_before_its_schema_became_stricter_gets_its_first_receipt_again() {
        Answer first = intent("k1", "{}");
        put("order.paid", "{\"validation\":\"enforce\",\"schema\":" + SCHEMA + "}");

        Answer again = intent("k1", "{}");
        Answer another = intent("k1", "{\"items\":[]}");
        Answer fresh = intent("k2", "{}");

        assertThat(again.status()).as("%s", again).isEqualTo(202);
        assertThat(again.json().path("replayed").asBoolean()).isTrue();
        assertThat(again.text("notification_id")).isEqualTo(first.text("notification_id"));
        assertThat(another.text("code")).as("%s", another).isEqualTo("idempotency_conflict");
        assertThat(fresh.text("code")).as("%s", fresh).isEqualTo("payload_invalid");
    }

    @Test
    void a_warned_payload_is_accepted_and_counted_and_an_unchecked_one_only_accepted() {
        put("order.paid", "{\"validation\":\"warn\",\"schema\":" + SCHEMA + "}");
        Answer warned = intent("k1", "{}");
        double counted = warnings();
        put("order.paid", "{\"validation\":\"off\",\"schema\":" + SCHEMA + "}");
        Answer unchecked = intent("k2", "{}");

        assertThat(warned.status()).as("%s", warned).isEqualTo(202);
        assertThat(unchecked.status()).as("%s", unchecked).isEqualTo(202);
        assertThat(counted).isGreaterThanOrEqualTo(1);
        assertThat(warnings()).isEqualTo(counted);
    }

    @Test
    void intents_of_a_deprecated_type_are_accepted_with_the_date() {
        put("order.paid", "{\"deprecated\":true}");

        Answer answer = intent("k1", null);

        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        assertThat(answer.http().headers().get("deprecation"))
                .isEqualTo("@" + SERVER.clock.instant().getEpochSecond());
    }

    @Test
    void an_intent_without_channels_takes_those_of_its_type() {
        put("order.paid", "{\"channels\":[\"webhook\"]}");

        Answer answer = intent("k1", null);

        assertThat(answer.json().at("/deliveries/0/channel").asText())
                .as("%s", answer)
                .isEqualTo("webhook");
    }

    @Test
    void a_type_over_the_limit_of_the_tenant_is_refused() {
        for (int i = 0; i < EdgeServer.MOST_TYPES; i++) {
            assertThat(put("t" + i, "{}").status()).isEqualTo(201);
        }

        Answer answer = put("one.more", "{}");

        assertThat(answer.text("code")).as("%s", answer).isEqualTo("limit_exceeded");
        assertThat(answer.text("limit")).contains("20 types per tenant");
        assertThat(put("t0", "{\"description\":\"Changed\"}").status()).isEqualTo(200);
    }

    private static double warnings() {
        return SERVER.metrics
                .get("tidings.payloads.invalid")
                .tags("type", "order.paid", "validation", "warn")
                .counter()
                .count();
    }

    private static Answer put(String name, String body) {
        return SERVER.send(HttpMethod.PUT, "/v1/types/" + name, bytes(body));
    }

    private static Answer intent(String key, @Nullable String payload) {
        return SERVER.post("/v1/intents", body(key, payload));
    }

    private static Answer preview(String payload) {
        return SERVER.post("/v1/preview", body("k", payload));
    }

    private static String body(String key, @Nullable String payload) {
        return """
            {"type":"order.paid","producer":"shop","idempotency_key":"%s","audience":{"recipients":["user:42"]}%s}\
            """.formatted(key, payload == null ? "" : ",\"payload\":" + payload);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
