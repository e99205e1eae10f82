package dev.tidings.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionActivityTest {
    private static final Duration HEAD = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ConnectionActivity activity = start();

    private ConnectionActivity start() {
        channel.freezeTime();
        ConnectionActivity.start(channel, HEAD, IDLE, false);
        return Objects.requireNonNull(ConnectionActivity.of(channel));
    }

    @Test
    void a_connection_without_a_first_request_is_closed_after_the_time_of_a_head() {
        pass(9);
        assertThat(channel.isOpen()).isTrue();

        pass(2);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_connection_is_closed_when_it_was_idle_for_the_idle_time_since_its_last_request() {
        activity.begin();
        pass(30);
        activity.end();

        pass(59);
        assertThat(channel.isOpen()).isTrue();

        pass(2);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void a_request_in_progress_keeps_its_connection() {
        activity.begin();

        pass(200);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void a_connection_that_serves_no_more_requests_has_no_deadline() {
        activity.begin();
        activity.stop();
        activity.end();

        pass(200);
        assertThat(channel.isOpen()).isTrue();
    }

    private void pass(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        channel.runScheduledPendingTasks();
    }
}
