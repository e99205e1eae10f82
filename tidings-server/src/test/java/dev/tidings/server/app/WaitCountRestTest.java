package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.admin.WaitCounter;
import dev.tidings.admin.Waiting;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many deliveries wait for each reason: over REST, on the command line and in the metrics. */
@NeedsServers
class WaitCountRestTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static Map<String, Long> counted() {
        JsonNode counts = SERVER.get("/v1/waits").json();
        Map<String, Long> deliveries = new TreeMap<>();
        counts.path("waits")
                .forEach(wait -> deliveries.put(
                        wait.path("for").asText(), wait.path("deliveries").asLong()));
        assertThat(deliveries.keySet()).isEqualTo(Waiting.Reason.codes());
        deliveries.values().removeIf(number -> number == 0);
        return deliveries;
    }

    private static String metrics() {
        return SERVER.get("/metrics").http().contentUtf8();
    }

    private static Cli.Result waits(String... options) {
        return new Cli(Map.of(), "--server", "http://127.0.0.1:" + SERVER.port())
                .run(Stream.concat(Stream.of("waits"), Stream.of(options)).toArray(String[]::new));
    }

    @Test
    void deliveries_are_counted_by_what_they_wait_for() {
        SERVER.accept("failed");
        SERVER.end(new WaitRequests(SERVER)::failed);
        SERVER.accept("due");
        SERVER.accept("due too");
        SERVER.post(
                "/v1/intents",
                IntentRestTest.intent(
                        "later", ",\"not_before\":\"" + SERVER.clock.instant().plus(HOUR) + "\""));
        SERVER.keepsOrder = true;
        SERVER.post("/v1/intents", IntentRestTest.intent("first", ""));
        SERVER.post("/v1/intents", IntentRestTest.intent("second", ""));

        SERVER.countWaits();

        JsonNode counts = SERVER.get("/v1/waits").json();
        assertThat(counts.path("complete").asBoolean()).isTrue();
        assertThat(counts.path("counted_at").asText())
                .isEqualTo(SERVER.clock.instant().toString());
        assertThat(counted()).isEqualTo(Map.of("retry_backoff", 1L, "capacity", 3L, "not_before", 1L, "ordering", 1L));
        assertThat(metrics())
                .contains("tidings_deliveries_waiting{for=\"retry_backoff\"} 1.0")
                .contains("tidings_deliveries_waiting{for=\"circuit_open\"} 0.0")
                .contains("tidings_deliveries_waiting_complete 1.0");
        JsonNode grpc = SERVER.post("/tidings.v1.WaitService/GetWaits", "{}").json();
        assertThat(grpc.path("complete").asBoolean()).isTrue();
        assertThat(grpc.path("waits")).hasSize(Waiting.Reason.values().length);
        assertThat(grpc.at("/waits/1/for").asText()).isEqualTo("ordering");
        assertThat(grpc.at("/waits/1/deliveries").asLong()).isEqualTo(1);
        assertThat(waits().out()).contains("capacity").contains("3").doesNotContain("or more");
        assertThat(waits("--json").out()).contains("\"complete\"");
    }

    @Test
    void a_backlog_above_the_bound_is_counted_up_to_it_and_hides_no_other_reason() {
        SERVER.accept("failed");
        SERVER.end(new WaitRequests(SERVER)::failed);
        SERVER.clock.advance(Duration.ofMinutes(1));
        String recipients = String.join(
                ",",
                IntStream.range(0, WaitCounter.MOST)
                        .mapToObj(i -> "{\"channel\":\"webhook\",\"address\":\"http://127.0.0.1:9/" + i + "\"}")
                        .toList());
        for (String key : new String[] {"a", "b"}) {
            assertThat(SERVER.post(
                                    "/v1/intents",
                                    "{\"type\":\"t\",\"producer\":\"p\",\"idempotency_key\":\"" + key
                                            + "\",\"audience\":{\"addresses\":[" + recipients + "]},\"payload\":{}}")
                            .status())
                    .isEqualTo(202);
        }

        SERVER.countWaits();

        assertThat(SERVER.get("/v1/waits").json().path("complete").asBoolean()).isFalse();
        assertThat(counted()).isEqualTo(Map.of("capacity", (long) WaitCounter.MOST, "retry_backoff", 1L));
        assertThat(metrics()).contains("tidings_deliveries_waiting_complete 0.0");
        assertThat(waits().out()).contains("1000 or more").contains("lower bounds");
    }

    @Test
    void before_the_first_count_nothing_is_claimed() {
        JsonNode counts = SERVER.get("/v1/waits").json();

        assertThat(counts.path("complete").asBoolean()).isFalse();
        assertThat(counts.has("counted_at")).isFalse();
        assertThat(waits().out()).contains("Nothing has been counted yet");
    }
}
