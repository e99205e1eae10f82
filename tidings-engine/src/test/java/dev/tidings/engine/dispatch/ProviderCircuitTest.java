package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.TargetKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderCircuitTest extends EndpointHealthRig {
    private static final TargetKey PROVIDER = TargetKey.ofProvider("email", "mail.example.com:587");
    private static final Outcome UNREACHABLE = Outcome.providerFailed("network_error", "no connection", Evidence.NONE);

    /** Each attempt is for another recipient, so that no endpoint has a circuit of its own to open. */
    private int recipients;

    @Test
    void failures_of_the_provider_over_many_endpoints_open_its_circuit_on_all_nodes() {
        for (int i = 0; i < 4; i++) {
            assertThat(here.admit(PROVIDER)).isNull();
            through(false, UNREACHABLE);
        }
        there.shared.refresh();

        assertThat(here.admit(PROVIDER)).isGreaterThanOrEqualTo(OPEN);
        assertThat(there.admit(PROVIDER)).isGreaterThanOrEqualTo(OPEN);
        assertThat(here.shared.providers("email")).isOne();
        assertThat(here.admit(KEY)).as("other targets").isNull();
    }

    @ParameterizedTest
    @CsvSource({"250, true", "450, true", "550, true", ", false"})
    void a_probe_that_gets_any_reply_closes_the_circuit(Integer reply, boolean closes) {
        open();
        Evidence evidence = reply == null ? Evidence.NONE : Evidence.status(reply);
        through(true, reply == null || reply > 250 ? Outcome.retry("code", "text", evidence) : Outcome.sent(evidence));

        assertThat(here.admit(PROVIDER)).as("the next attempt").isNull();
        assertThat(here.probing).as("it is a probe again").isEqualTo(!closes);
    }

    @Test
    void a_blocked_endpoint_leaves_the_probe_of_its_provider_to_another() {
        open();
        here.health.releaseProvider(at(true));

        assertThat(here.admit(PROVIDER)).isNull();
        assertThat(here.probing).isTrue();
    }

    /** Opens the circuit and takes the probe. */
    private void open() {
        for (int i = 0; i < 4; i++) {
            assertThat(here.admit(PROVIDER)).isNull();
            through(false, UNREACHABLE);
        }
        pass(OPEN.plusMillis(1));
        assertThat(here.admit(PROVIDER)).isNull();
        assertThat(here.probing).isTrue();
    }

    private void through(boolean probe, Outcome outcome) {
        here.health.record(at(probe), clock.instant(), outcome);
    }

    private DeliveryTarget.At at(boolean probe) {
        TargetKey endpoint = new TargetKey("default", "email", "user:" + ++recipients);
        return new DeliveryTarget.At(endpoint, "a@example.com", null, false)
                .through(new DeliveryTarget.Provider(PROVIDER, probe));
    }
}
