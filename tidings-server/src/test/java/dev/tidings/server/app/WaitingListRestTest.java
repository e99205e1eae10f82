package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.testkit.extension.NeedsServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lists show what each of their deliveries waits for, and are filtered by it. */
@NeedsServers
class WaitingListRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final WaitRequests WAITS = new WaitRequests(SERVER);

    @Test
    void deliveries_are_listed_by_what_they_wait_for() {
        SERVER.putEndpoint("user:42");
        String first = WAITS.accept("k1", ",\"ordering_key\":\"order-1\"");
        String second = WAITS.accept("k2", ",\"ordering_key\":\"order-1\"");
        String later = WAITS.accept("k3", ",\"not_before\":\"" + WAITS.inAnHour() + "\"");
        String ended = WAITS.accept("k4", ",\"not_before\":\"" + WAITS.inAnHour() + "\"");
        assertThat(SERVER.post("/v1/deliveries/" + ended + ":cancel", "").status())
                .isEqualTo(200);

        assertThat(WAITS.listed("waiting_for=ordering")).containsExactly(second);
        assertThat(WAITS.listed("waiting_for=capacity")).containsExactly(first);
        assertThat(WAITS.listed("waiting_for=ordering,not_before")).containsExactly(later, second);
        assertThat(WAITS.listed("waiting_for=not_before&status=failed,sent")).isEmpty();
        assertThat(WAITS.listed("waiting_for=not_before&status=canceled")).isEmpty();
        assertThat(WAITS.listed("waiting_for=circuit_open")).isEmpty();
        assertThat(SERVER.get("/v1/deliveries?waiting_for=rain").text("field")).isEqualTo("waiting_for");
        assertThat(SERVER.post("/tidings.v1.DeliveryService/ListDeliveries", "{\"waitingFor\":[\"ordering\"]}")
                        .json()
                        .at("/deliveries/0/deliveryId")
                        .asText())
                .isEqualTo(second);
        assertThat(WAITS.cli().run("deliveries", "--waiting-for", "not_before").out())
                .contains(later)
                .doesNotContain(second);
    }

    @Test
    void pages_of_waiting_deliveries_continue_where_the_last_one_ended() {
        SERVER.putEndpoint("user:42");
        String oldest = WAITS.accept("k0", ",\"not_before\":\"" + WAITS.inAnHour() + "\"");
        for (int i = 1; i <= 25; i++) {
            WAITS.accept("k" + i, "");
        }

        List<String> found = new ArrayList<>();
        String cursor = "";
        int requests = 0;
        do {
            JsonNode page = SERVER.get("/v1/deliveries?waiting_for=not_before&limit=1" + cursor)
                    .json();
            page.path("deliveries")
                    .forEach(one -> found.add(one.path("delivery_id").asText()));
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").asText()
                    : "";
            requests++;
        } while (!cursor.isEmpty());

        assertThat(found).containsExactly(oldest);
        assertThat(requests).as("each examines at most 20 deliveries").isGreaterThan(1);
    }

    @Test
    void a_page_shows_what_each_of_its_deliveries_waits_for() {
        String failed = SERVER.accept("k");
        SERVER.end(WAITS::failed);
        String due = SERVER.accept("l");

        JsonNode page = SERVER.get("/v1/deliveries").json().get("deliveries");

        assertThat(page)
                .extracting(listed -> listed.path("delivery_id").asText() + " "
                        + listed.at("/waiting/for").asText())
                .containsExactlyInAnyOrder(failed + " retry_backoff", due + " capacity");
        for (JsonNode listed : page) {
            assertThat(SERVER.get("/v1/deliveries/" + listed.path("delivery_id").asText())
                            .json()
                            .get("waiting"))
                    .isEqualTo(listed.get("waiting"));
        }
    }

    @Test
    void the_unfinished_deliveries_of_a_notification_are_explained_also_as_json() throws Exception {
        SERVER.putEndpoint("user:42");
        SERVER.put(WaitRequests.PATH + "?name=orders", "{" + WaitRequests.ADDRESS + "}");
        JsonNode receipt = SERVER.post("/v1/intents", IntentRestTest.intent("k", ",\"channels\":[\"webhook\"]"))
                .json();
        String notification = receipt.path("notification_id").asText();
        List<String> ids = receipt.path("deliveries").findValuesAsText("delivery_id");
        assertThat(ids).hasSize(2);
        SERVER.post("/v1/deliveries/" + ids.getFirst() + ":cancel", "");
        Cli cli = WAITS.cli();

        assertThat(cli.run("why", notification).out()).contains(ids.getLast()).doesNotContain(ids.getFirst());
        JsonNode json =
                EdgeServer.JSON.readTree(cli.run("why", notification, "--json").out());
        assertThat(new TreeSet<>(json.at("/deliveries/0")
                        .propertyStream()
                        .map(Map.Entry::getKey)
                        .toList()))
                .containsExactly("command", "delivery_id", "status", "waiting", "why");
        SERVER.post("/v1/deliveries/" + ids.getLast() + ":cancel", "");
        assertThat(cli.run("why", notification).out())
                .isEqualToIgnoringNewLines("All deliveries of " + notification
                        + " have ended. See how with: tidings show " + notification);
    }
}
