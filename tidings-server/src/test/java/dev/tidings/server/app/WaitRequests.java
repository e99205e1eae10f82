package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Accepts deliveries that wait for an hour, and asks what they wait for. */
record WaitRequests(EdgeServer server) {
    static final String PATH = "/v1/recipients/user:42/endpoints/webhook";
    static final String ADDRESS = "\"address\":\"http://127.0.0.1:9/hook\"";
    static final Duration HOUR = Duration.ofHours(1);

    Instant inAnHour() {
        return server.clock.instant().plus(HOUR);
    }

    /** @param more further fields of the intent, each after a comma */
    String accept(String key, String more) {
        return server.post("/v1/intents", IntentRestTest.intent(key, more))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
    }

    /** Its attempt failed, and the next one follows in an hour. */
    Completion failed(LeasedDelivery leased) {
        return Completion.retry(
                leased,
                new Outcome.Retry("http_500", "the endpoint answered 500", null, Evidence.status(500)),
                HOUR,
                server.clock.instant());
    }

    void assertWaits(String id, String reason, @Nullable Instant until, String because, String command) {
        JsonNode waiting = server.get("/v1/deliveries/" + id).json().path("waiting");
        assertThat(waiting.path("for").asText()).as("%s", waiting).isEqualTo(reason);
        assertThat(waiting.path("because").asText()).isEqualTo(because);
        assertThat(waiting.path("until").asText("")).isEqualTo(until == null ? "" : until.toString());
        assertThat(why(id)).startsWith("  " + because).endsWith(": " + command);
    }

    void assertDue(String id) {
        assertWaits(
                id,
                "capacity",
                null,
                "It is due, but no node has taken it yet.",
                "tidings deliveries --waiting-for capacity --channel webhook");
    }

    Cli cli() {
        return new Cli(Map.of(), "--server", "http://127.0.0.1:" + server.port());
    }

    /** The second line of the command's output. */
    String why(String id) {
        Cli.Result why = cli().run("why", id);
        assertThat(why.exit()).as(why.err()).isZero();
        return why.out().lines().skip(1).findFirst().orElse("");
    }

    List<String> listed(String query) {
        EdgeServer.Answer answer = server.get("/v1/deliveries?" + query);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        answer.json()
                .path("deliveries")
                .forEach(one -> ids.add(one.path("delivery_id").asText()));
        return ids;
    }
}
