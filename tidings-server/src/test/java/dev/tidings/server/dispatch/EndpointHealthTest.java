package dev.tidings.server.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointHealthTest {
    private static final EndpointKey KEY = new EndpointKey("default", "user:1", "webhook");
    private static final EndpointKey OTHER = new EndpointKey("default", "user:2", "webhook");
    private static final Outcome FAILED = Outcome.retry("http_500", "down", Evidence.status(500));
    private static final Outcome SENT = Outcome.sent(Evidence.status(200));
    private static final Duration OPEN = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong();
    private final SqliteStore store = SqliteStore.openInMemory(
            "health", InstantSource.fixed(Instant.EPOCH), new ReversingCipher(), new CountingIds());
    private final HealthSettings settings =
            new HealthSettings(100, 4, 75, OPEN, Duration.ofSeconds(40), 1, Duration.ofDays(5), 20);
    private final EndpointHealth health = new EndpointHealth(
            settings,
            nanos::get,
            new SplittableRandom(1),
            new FailureStreaks(
                    store, settings, InstantSource.fixed(Instant.EPOCH), Runnable::run, EngineListener.NONE));

    @AfterEach
    void close() {
        store.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private @Nullable Duration ask() {
        return health.refusal(KEY);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(ask()).isNull();
            health.learn(KEY, null, FAILED);
        }
    }

    @Test
    void sustained_failure_opens_the_breaker_of_that_endpoint_alone() {
        fail(4);
        assertThat(ask()).isGreaterThanOrEqualTo(OPEN);
        assertThat(health.refusal(OTHER)).isNull();
    }

    @Test
    void failures_among_successes_do_not_open_it() {
        for (int i = 0; i < 20; i++) {
            assertThat(ask()).isNull();
            health.learn(KEY, null, i % 2 == 0 ? FAILED : SENT);
        }
        assertThat(ask()).isNull();
    }

    @Test
    void when_it_is_half_open_one_probe_goes_and_the_others_wait() {
        fail(4);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isNull();
        assertThat(ask()).isPositive();
        health.learn(KEY, null, SENT);
        assertThat(ask()).isNull();
        assertThat(ask()).isNull();
    }

    @Test
    void a_failed_probe_opens_it_for_twice_as_long() {
        fail(4);
        pass(OPEN.plusMillis(1));
        fail(1);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isGreaterThanOrEqualTo(OPEN);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isNull();
    }

    @Test
    void a_probe_that_shows_nothing_lets_another_go() {
        fail(4);
        pass(OPEN.plusMillis(1));
        assertThat(ask()).isNull();
        health.learn(KEY, null, Outcome.rejected("http_400", "no", Evidence.status(400)));
        assertThat(ask()).isNull();
        health.learnNothing(KEY);
        assertThat(ask()).isNull();
    }

    @Test
    void retry_after_with_429_or_503_pauses_the_endpoint() {
        Duration wish = Duration.ofMinutes(3);
        assertThat(ask()).isNull();
        health.learn(KEY, null, new Outcome.Retry("http_429", "slow down", wish, Evidence.status(429)));
        assertThat(ask()).isGreaterThanOrEqualTo(wish);
        assertThat(health.refusal(OTHER)).isNull();
        pass(wish);
        assertThat(ask()).isNull();
    }

    @Test
    void retry_after_with_another_status_concerns_only_the_delivery() {
        assertThat(ask()).isNull();
        health.learn(KEY, null, new Outcome.Retry("http_500", "down", OPEN, Evidence.status(500)));
        assertThat(ask()).isNull();
    }
}
