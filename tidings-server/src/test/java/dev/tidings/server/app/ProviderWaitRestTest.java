package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.channels.email.EmailChannel;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@NeedsServers
class ProviderWaitRestTest {
    private static final TargetKey MAIL_SERVER = TargetKey.ofProvider("email", "127.0.0.1:25");
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer()
            .with(
                    new EmailChannel(),
                    Map.of("host", "127.0.0.1", "port", 25, "security", "none", "from", "tidings@example.com"));

    @Test
    void a_mail_waits_for_the_mail_server_and_names_it_but_a_webhook_does_not() {
        SERVER.store.health().block(MAIL_SERVER, EndpointCircuit.Reason.CIRCUIT, 1, HOUR);
        String mail = accept("mail", "{\"channel\":\"email\",\"address\":\"ann@example.com\"}");
        String hook = accept("hook", "{\"channel\":\"webhook\",\"address\":\"http://127.0.0.1:9/hook\"}");

        JsonNode waiting = waiting(mail);
        assertThat(waiting.path("for").asText()).isEqualTo("provider_unavailable");
        assertThat(waiting.path("until").asText())
                .isEqualTo(SERVER.clock.instant().plus(HOUR).toString());
        assertThat(waiting.path("because").asText())
                .isEqualTo("Its provider 127.0.0.1:25 failed too often, so the provider's circuit is open.");
        assertThat(waiting(hook).path("for").asText()).isEqualTo("capacity");
        Cli.Result why = new Cli(Map.of(), "--server", "http://127.0.0.1:" + SERVER.port()).run("why", mail);
        assertThat(why.out()).endsWith("it costs no attempts; give it up with: tidings cancel " + mail + "\n");
        assertThat(SERVER.get("/v1/deliveries?waiting_for=provider_unavailable")
                        .json()
                        .findValuesAsText("delivery_id"))
                .containsExactly(mail);
    }

    @Test
    void the_last_error_is_named_once_an_attempt_showed_it() {
        String mail = accept("failed", "{\"channel\":\"email\",\"address\":\"bob@example.com\"}");
        SERVER.end(
                "email",
                leased -> Completion.uncounted(
                        leased,
                        new Outcome.ProviderFailed("network_error", "connection refused", null, Evidence.NONE),
                        HOUR,
                        SERVER.clock.instant()));
        SERVER.store.health().block(MAIL_SERVER, EndpointCircuit.Reason.CIRCUIT, 1, HOUR);

        assertThat(waiting(mail).path("because").asText())
                .isEqualTo(
                        "Its provider 127.0.0.1:25 failed too often, so the provider's circuit is open; the last error"
                                + " of this delivery was network_error (connection refused).");
    }

    private static JsonNode waiting(String id) {
        return SERVER.get("/v1/deliveries/" + id).json().path("waiting");
    }

    private static String accept(String key, String address) {
        return SERVER.post(
                        "/v1/intents",
                        "{\"type\":\"t\",\"producer\":\"p\",\"idempotency_key\":\"" + key
                                + "\",\"audience\":{\"addresses\":[" + address + "]},\"payload\":{}}")
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
    }
}
