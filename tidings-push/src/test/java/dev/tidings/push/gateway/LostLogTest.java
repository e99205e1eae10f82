package dev.tidings.push.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.Position;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The frames that subscribers receive when the log becomes unavailable, recovers or is lost. */
class LostLogTest {
    private static final String USER = "user:1";

    private final SettableClock clock = SettableClock.atStart();
    private final Driven log = new Driven();
    private final Hub hub = new Hub(log, HubSettings.DEFAULT, null, clock, GatewayListener.NONE);
    private final List<Frame> frames = new ArrayList<>();

    /** A log that the test drives. */
    private static final class Driven implements EventLog {
        final AtomicReference<@Nullable Follower> follower = new AtomicReference<>();

        @Override
        public LogPartitions partitions() {
            return LogPartitions.ONE;
        }

        @Override
        public CompletableFuture<Position> append(Event event) {
            throw new UnsupportedOperationException("nothing is appended here");
        }

        @Override
        public Following follow(String tenant, int partition, Follower told) {
            follower.set(told);
            return () -> follower.set(null);
        }

        @Override
        public void close() {}
    }

    private EventLog.Follower log() {
        return java.util.Objects.requireNonNull(log.follower.get());
    }

    private Position at(String epoch, long number) {
        return new Position(epoch, clock.millis(), number);
    }

    private LogEntry entry(String epoch, long number) {
        return new LogEntry(
                at(epoch, number), new Event("default", USER, "t", epoch + number, new byte[0], null, null));
    }

    private HubSubscription subscribe(@Nullable Position cursor) {
        return hub.subscribe(SubscriptionSpec.to("test", "default", USER, cursor), Runnable::run, ready -> {
            for (List<Frame> next = ready.take(1_000); !next.isEmpty(); next = ready.take(1_000)) {
                frames.addAll(next);
            }
        });
    }

    private List<String> words() {
        return frames.stream()
                .map(frame -> switch (frame) {
                    case Frame.Opened opened -> opened.start() + " " + opened.position();
                    case PublishedEvent published -> published.event().id();
                    case Frame.Notice notice -> notice.name();
                    case Frame.Ended ended -> ended.reason().name();
                })
                .toList();
    }

    @Test
    void a_log_lost_during_a_subscription_reopens_it_with_a_reset() {
        subscribe(null);
        log().begin(at("one", 0), List.of());
        log().appended(List.of(entry("one", 1)));
        log().begin(at("two", 0), List.of(entry("two", 1)));
        log().appended(List.of(entry("two", 2)));

        assertThat(words()).containsExactly("FRESH " + at("one", 0), "one1", "RESET " + at("two", 1), "two2");
    }

    @Test
    void events_dropped_before_they_were_read_cause_a_reset_within_the_epoch() {
        subscribe(null);
        log().begin(at("one", 0), List.of());
        log().appended(List.of(entry("one", 1)));
        log().begin(at("one", 50), List.of(entry("one", 51)));

        assertThat(words()).containsExactly("FRESH " + at("one", 0), "one1", "RESET " + at("one", 51));
    }

    @Test
    void an_outage_of_the_log_is_reported_and_the_subscription_continues() {
        subscribe(null);
        log().begin(at("one", 0), List.of());
        log().unavailable("gone");
        log().live();
        log().appended(List.of(entry("one", 1)));

        assertThat(words()).containsExactly("FRESH " + at("one", 0), "UNAVAILABLE", "LIVE", "one1");
    }

    @Test
    void a_subscription_made_before_the_log_is_available_opens_when_it_is() {
        HubSubscription subscription = subscribe(at("one", 1));
        log().unavailable("not yet");
        assertThat(words()).containsExactly("UNAVAILABLE");
        log().begin(at("one", 0), List.of(entry("one", 1), entry("one", 2)));
        log().live();

        assertThat(words()).containsExactly("UNAVAILABLE", "RECOVERED " + at("one", 1), "one2", "LIVE");
        subscription.close();
        log().appended(List.of(entry("one", 3)));
        assertThat(frames).hasSize(4);
    }

    @Test
    void without_a_cursor_subscriptions_end_while_the_log_is_unavailable_instead_of_skipping_events() {
        HubSubscription before = subscribe(null);
        log().unavailable("away");
        HubSubscription meanwhile = subscribe(null);
        clock.advance(Duration.ofSeconds(1));
        log().begin(at("one", 0), List.of(entry("one", 1)));
        log().live();

        assertThat(words()).containsExactly("UNAVAILABLE", "UNAVAILABLE");
        assertThat(before.ended()).isTrue();
        assertThat(meanwhile.ended()).isTrue();
        frames.clear();
        subscribe(null);
        assertThat(words()).containsExactly("FRESH " + at("one", 1));
    }

    @Test
    void events_appended_after_a_subscription_are_not_missed_when_the_log_is_read_later() {
        clock.advance(Duration.ofSeconds(1));
        LogEntry earlier = entry("one", 1);
        clock.advance(Duration.ofMillis(1));
        subscribe(null);
        clock.advance(Duration.ofMillis(1));
        LogEntry meanwhile = entry("one", 2);
        log().begin(new Position("one", 0, 0), List.of(earlier, meanwhile));

        assertThat(words()).containsExactly("FRESH " + earlier.position(), "one2");
    }

    @Test
    void a_subscription_made_during_an_outage_of_a_known_log_receives_the_events_appended_meanwhile() {
        subscribe(at("one", 1));
        log().begin(at("one", 0), List.of(entry("one", 1)));
        log().unavailable("away");
        frames.clear();
        subscribe(null);
        log().appended(List.of(entry("one", 2)));

        assertThat(words()).contains("FRESH " + at("one", 1), "one2");
    }

    @Test
    void a_cursor_ahead_of_this_node_receives_the_events_after_it_once_they_arrive() {
        subscribe(at("one", 2));
        log().begin(at("one", 0), List.of(entry("one", 1)));
        log().appended(List.of(entry("one", 2), entry("one", 3)));

        assertThat(words()).containsExactly("RECOVERED " + at("one", 2), "one3");
    }
}
