package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deliveries that were skipped for an endpoint, and what brings them back. */
@NeedsServers
class EndpointReplayRestTest {
    private static final String DISABLED = "{\"address\":\"http://127.0.0.1:9/hook\",\"enabled\":false}";

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String PATH = "/v1/recipients/user:42/endpoints/webhook";

    @Test
    void enabling_an_endpoint_that_tidings_disabled_offers_a_replay_of_skipped_deliveries() {
        SERVER.putEndpoint("user:42");
        EndpointKey key = new EndpointKey("default", "user:42", "webhook");
        SERVER.store
                .endpoints()
                .disable(
                        key,
                        "endpoint_gone",
                        SERVER.store.endpoints().find(key).orElseThrow().version());
        SERVER.clock.advance(Duration.ofSeconds(2));
        SERVER.post("/v1/intents", IntentRestTest.intent("k", ",\"channels\":[\"webhook\"]"));
        assertThat(SERVER.get(PATH).text("disabled_reason")).isEqualTo("endpoint_gone");

        Answer enabled = SERVER.putEndpoint("user:42");

        JsonNode skipped = enabled.json().get("skipped_while_disabled");
        assertThat(skipped.get("count").intValue()).as("%s", enabled).isEqualTo(1);
        assertThat(skipped.at("/filter/channel")).extracting(JsonNode::asText).containsExactly("none", "webhook");
        assertThat(enabled.json().has("disabled_reason")).isFalse();
    }

    @Test
    void enabling_an_endpoint_that_its_owner_disabled_offers_a_replay_whose_filter_works() {
        SERVER.put(PATH, DISABLED);
        String skipped = SERVER.post("/v1/intents", IntentRestTest.intent("k", ""))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
        assertThat(SERVER.get("/v1/deliveries/" + skipped).text("reason")).isEqualTo("endpoint_disabled");
        assertThat(SERVER.get("/v1/deliveries/" + skipped).text("channel")).isEqualTo("webhook");

        JsonNode offer = SERVER.putEndpoint("user:42").json().get("skipped_while_disabled");

        assertThat(offer.get("count").intValue()).isEqualTo(1);
        ObjectNode replay = EdgeServer.JSON.createObjectNode().set("filter", offer.get("filter"));
        assertThat(SERVER.post(
                                "/v1/deliveries:replay",
                                replay.put("dry_run", false).toString())
                        .json()
                        .get("done")
                        .intValue())
                .isEqualTo(1);
        assertThat(SERVER.get("/v1/deliveries/" + skipped).text("status")).isEqualTo("pending");
    }

    @Test
    void the_replay_of_a_skip_on_a_channel_goes_to_all_endpoints_that_get_its_type() {
        SERVER.put(PATH, "{\"address\":\"http://127.0.0.1:9/hook\",\"types\":[\"order.*\"]}");
        Answer accepted = SERVER.post("/v1/intents", IntentRestTest.intent("k", ",\"channels\":[\"webhook\"]"));
        String skipped = accepted.json().at("/deliveries/0/delivery_id").asText();
        assertThat(SERVER.get("/v1/deliveries/" + skipped).text("reason")).isEqualTo("no_matching_endpoint");
        List<String> endpoints = List.of(
                SERVER.put(PATH + "?name=first", "{\"address\":\"http://127.0.0.1:9/1\"}")
                        .text("id"),
                SERVER.put(PATH + "?name=second", "{\"address\":\"http://127.0.0.1:9/2\"}")
                        .text("id"));

        Answer replayed = SERVER.post("/v1/deliveries/" + skipped + ":replay", "");

        assertThat(replayed.text("status")).as("%s", replayed).isEqualTo("pending");
        assertThat(SERVER.get("/v1/notifications/" + accepted.text("notification_id"))
                        .json()
                        .get("deliveries"))
                .extracting(delivery -> delivery.path("endpoint_id").asText())
                .containsExactlyInAnyOrderElementsOf(endpoints);
    }

    @Test
    void a_delivery_whose_endpoint_was_deleted_is_not_replayed() {
        SERVER.putEndpoint("user:42");
        String dead = SERVER.accept("k");
        SERVER.end(SERVER::rejected);
        String endpoint = SERVER.get("/v1/deliveries/" + dead).text("endpoint_id");
        assertThat(SERVER.send(HttpMethod.DELETE, PATH, null).status()).isEqualTo(204);

        Answer refused = SERVER.post("/v1/deliveries/" + dead + ":replay", "");

        assertThat(refused.status()).as("%s", refused).isEqualTo(409);
        assertThat(refused.text("field")).isEqualTo("endpoint_id");
        assertThat(refused.text("detail")).contains("its endpoint " + endpoint + " was deleted");
        Answer bulk = SERVER.post("/v1/deliveries:replay", "{\"filter\":{\"status\":[\"dead\"]},\"dry_run\":false}");
        assertThat(bulk.json().get("done").intValue()).as("%s", bulk).isZero();
        assertThat(SERVER.get("/v1/deliveries/" + dead).text("status")).isEqualTo("dead");

        SERVER.putEndpoint("user:42");
        assertThat(SERVER.post("/v1/deliveries/" + dead + ":replay", "").status())
                .as("a new endpoint of the same name is another one")
                .isEqualTo(409);
    }

    @Test
    void a_new_endpoint_offers_a_replay_of_deliveries_skipped_before() {
        String skipped = SERVER.post("/v1/intents", IntentRestTest.intent("k", ""))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
        assertThat(SERVER.get("/v1/deliveries/" + skipped).text("channel")).isEqualTo("none");

        JsonNode offer = SERVER.putEndpoint("user:42").json().get("skipped_while_disabled");
        ObjectNode replay = EdgeServer.JSON.createObjectNode().set("filter", offer.get("filter"));
        replay.put("dry_run", false);

        assertThat(SERVER.post("/v1/deliveries:replay", replay.toString())
                        .json()
                        .get("done")
                        .intValue())
                .isEqualTo(1);
        Answer now = SERVER.get("/v1/deliveries/" + skipped);
        assertThat(now.text("status")).isEqualTo("pending");
        assertThat(now.text("channel")).isEqualTo("webhook");
        assertThat(SERVER.putEndpoint("user:43").json().has("skipped_while_disabled"))
                .isFalse();
    }

    @Test
    void a_skipped_delivery_is_not_replayed_where_its_dedupe_key_was_sent_since() {
        String key = ",\"dedupe_key\":\"alarm-7\"";
        String skipped = SERVER.post("/v1/intents", IntentRestTest.intent("k", key))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
        SERVER.putEndpoint("user:42");
        String sent = SERVER.post("/v1/intents", IntentRestTest.intent("l", key))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();

        Answer refused = SERVER.post("/v1/deliveries/" + skipped + ":replay", "");

        assertThat(refused.status()).as("%s", refused).isEqualTo(409);
        assertThat(refused.text("field")).isEqualTo("dedupe_key");
        assertThat(SERVER.get("/v1/deliveries/" + sent).text("status")).isEqualTo("pending");
        assertThat(SERVER.get("/v1/deliveries").json().get("deliveries")).hasSize(2);
    }

    @Test
    void ending_a_pause_offers_a_replay_of_deliveries_skipped_before() {
        SERVER.put(PATH, DISABLED);
        SERVER.post("/v1/intents", IntentRestTest.intent("k", ""));
        JsonNode offer = SERVER.putEndpoint("user:42").json().get("skipped_while_disabled");
        SERVER.post(PATH + ":pause", "{\"duration_ms\":3600000}");

        for (String verb : List.of(":resume", ":unblock")) {
            assertThat(SERVER.post(PATH + verb, "").json().get("skipped_while_disabled"))
                    .as(verb)
                    .isEqualTo(offer);
        }
        SERVER.put(PATH, DISABLED);
        assertThat(SERVER.post(PATH + ":resume", "").json().has("skipped_while_disabled"))
                .as("a disabled endpoint would skip it again")
                .isFalse();
    }
}
