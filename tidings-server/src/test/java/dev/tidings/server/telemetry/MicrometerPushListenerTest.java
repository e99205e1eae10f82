package dev.tidings.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MicrometerPushListenerTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerPushListener listener = new MicrometerPushListener(registry);

    @Test
    void events_of_the_log_are_counted_from_the_start() {
        assertThat(counted("tidings.push.events")).isZero();

        listener.followed(3);
        listener.followed(2);

        assertThat(counted("tidings.push.events")).isEqualTo(5);
    }

    @Test
    void subscriptions_are_counted_by_transport() {
        listener.subscribed("sse");
        listener.subscribed("sse");
        listener.subscribed("grpc");
        listener.unsubscribed("sse", "left");

        assertThat(subscribers("sse")).isEqualTo(1);
        assertThat(subscribers("grpc")).isEqualTo(1);
    }

    @Test
    void starts_and_ends_of_subscriptions_are_counted_by_transport_and_kind() {
        listener.opened("sse", "fresh");
        listener.opened("sse", "reset");
        listener.opened("sse", "reset");
        listener.unsubscribed("sse", "slow");
        listener.unsubscribed("websocket", "slow");

        assertThat(counted("tidings.push.opened", "transport", "sse", "start", "fresh"))
                .isEqualTo(1);
        assertThat(counted("tidings.push.opened", "transport", "sse", "start", "reset"))
                .isEqualTo(2);
        assertThat(counted("tidings.push.ended", "transport", "sse", "reason", "slow"))
                .isEqualTo(1);
        assertThat(counted("tidings.push.ended", "transport", "websocket", "reason", "slow"))
                .isEqualTo(1);
    }

    @Test
    void expected_meters_start_at_zero() {
        listener.expecting(List.of("sse", "grpc"), List.of("fresh", "reset"), List.of("left", "slow"));

        assertThat(registry.getMeters().stream()
                        .map(meter -> meter.getId().getName() + " "
                                + meter.getId().getTags().stream()
                                        .map(Tag::getValue)
                                        .collect(Collectors.joining(" "))))
                .contains(
                        "tidings.push.subscribers sse",
                        "tidings.push.subscribers grpc",
                        "tidings.push.delivered grpc",
                        "tidings.push.opened reset sse",
                        "tidings.push.ended slow grpc",
                        "tidings.push.ended left sse");
        assertThat(counted("tidings.push.ended", "transport", "grpc", "reason", "slow"))
                .isZero();
    }

    @Test
    void sent_events_are_counted_by_transport() {
        listener.delivered("sse", 7);
        listener.delivered("sse", 1);
        listener.delivered("grpc", 2);

        assertThat(counted("tidings.push.delivered", "transport", "sse")).isEqualTo(8);
        assertThat(counted("tidings.push.delivered", "transport", "grpc")).isEqualTo(2);
    }

    private double counted(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private double subscribers(String transport) {
        return registry.get("tidings.push.subscribers")
                .tag("transport", transport)
                .gauge()
                .value();
    }
}
