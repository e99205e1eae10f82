package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The statistics of an endpoint. */
@NeedsServers
class EndpointStatsRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final EndpointKey KEY = new EndpointKey("default", "user:42", "webhook");
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void the_deliveries_of_a_day_are_counted_by_status_with_latency_circuit_and_failures() {
        SERVER.accept("too old");
        SERVER.clock.advance(Duration.ofHours(25));
        SERVER.end(leased -> Completion.sent(leased, new Outcome.Sent(Evidence.status(200)), SERVER.clock.instant()));
        for (int i = 1; i <= 20; i++) {
            SERVER.accept("sent " + i);
            Duration took = Duration.ofMillis(10L * i);
            SERVER.end(leased -> {
                SERVER.clock.advance(took);
                return Completion.sent(leased, new Outcome.Sent(Evidence.status(200)), SERVER.clock.instant());
            });
        }
        SERVER.accept("failed");
        SERVER.end(leased -> Completion.retry(
                leased,
                new Outcome.Retry("http_500", "the endpoint answered 500", null, Evidence.status(500)),
                HOUR,
                SERVER.clock.instant()));
        SERVER.put(
                "/v1/recipients/user:42/endpoints/webhook?name=other",
                "{\"address\":\"http://127.0.0.1:9/o\",\"types\":[\"other\"]}");
        SERVER.store.endpoints().recordFailure(KEY);
        Instant failing = SERVER.clock.instant();
        SERVER.store
                .health()
                .block(
                        SERVER.store.endpoints().find(KEY).orElseThrow().target(),
                        EndpointCircuit.Reason.CIRCUIT,
                        1,
                        HOUR);

        JsonNode stats = stats("default");

        assertThat(stats.get("sent").intValue()).isEqualTo(20);
        assertThat(stats.get("failed").intValue()).isEqualTo(1);
        assertThat(stats.get("dead").intValue()).isZero();
        assertThat(stats.get("complete").booleanValue()).isTrue();
        assertThat(stats.at("/latency_ms/p50").longValue()).isEqualTo(100);
        assertThat(stats.at("/latency_ms/p95").longValue()).isEqualTo(190);
        assertThat(stats.get("circuit").asText()).isEqualTo("open");
        assertThat(stats.at("/consecutive_failures/attempts").intValue()).isEqualTo(1);
        assertThat(stats.at("/consecutive_failures/since").asText()).isEqualTo(failing.toString());

        JsonNode other = stats("other");
        assertThat(other.get("sent").intValue()).isZero();
        assertThat(other.has("latency_ms")).isFalse();
        assertThat(other.get("circuit").asText()).isEqualTo("closed");
    }

    private static JsonNode stats(String name) {
        String id = SERVER.get("/v1/recipients/user:42/endpoints/webhook?name=" + name)
                .text("id");
        return SERVER.get("/v1/endpoints/" + id + "/stats").json();
    }
}
