package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.RateTake;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One rate per endpoint, for any number of concurrent callers. */
public abstract class RateContract extends StoreContract {
    private static final TargetKey KEY = new TargetKey(TENANT, CHANNEL, "user:1");
    private static final TargetKey OTHER = new TargetKey("other", CHANNEL, "user:1");
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int THREADS = 16;
    private static final int PLENTY = 100;

    protected RateContract(StoreFactory factory) {
        super(factory);
    }

    private Duration take() {
        return store().rates()
                .take(List.of(every(KEY, INTERVAL, Duration.ZERO)))
                .getFirst();
    }

    private static RateTake every(TargetKey key, Duration interval, Duration tolerance) {
        return new RateTake(key, interval, tolerance);
    }

    @Test
    void sends_are_due_one_interval_apart() {
        assertThat(take()).isZero();
        assertThat(take()).isEqualTo(INTERVAL);
        clock.advance(Duration.ofMillis(60));
        assertThat(take()).isEqualTo(Duration.ofMillis(40));
        clock.advance(Duration.ofMillis(40));
        assertThat(take()).isZero();
        assertThat(take()).isEqualTo(INTERVAL);
    }

    @Test
    void a_refused_request_costs_nothing() {
        take();
        for (int i = 0; i < 10; i++) {
            assertThat(take()).isEqualTo(INTERVAL);
        }
    }

    @Test
    void the_next_send_of_targets_is_readable() {
        TargetKey unused = new TargetKey(TENANT, CHANNEL, "user:2");
        TargetKey mail = new TargetKey(TENANT, "email", "user:1");
        take();
        Duration longer = INTERVAL.multipliedBy(3);
        store().rates().take(List.of(every(OTHER, longer, Duration.ZERO), every(mail, INTERVAL, Duration.ZERO)));
        List<TargetKey> asked = List.of(KEY, unused, OTHER, mail, KEY);

        assertThat(store().rates().nextSends(asked))
                .isEqualTo(Map.of(KEY, now().plus(INTERVAL), OTHER, now().plus(longer), mail, now().plus(INTERVAL)));
        clock.advance(longer);
        assertThat(store().rates().nextSends(List.of(OTHER))).isEqualTo(Map.of(OTHER, now()));
        assertThat(store().rates().nextSends(List.of())).isEmpty();
    }

    @Test
    void unused_time_is_not_saved() {
        take();
        clock.advance(Duration.ofHours(1));
        assertThat(take()).isZero();
        assertThat(take()).isEqualTo(INTERVAL);
    }

    @Test
    void sends_within_the_tolerance_are_immediate() {
        RateTake wish = every(KEY, INTERVAL, INTERVAL.multipliedBy(2));

        assertThat(store().rates().take(List.of(wish, wish, wish, wish)))
                .containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO, INTERVAL);
        clock.advance(INTERVAL);
        assertThat(store().rates().take(List.of(wish, wish))).containsExactly(Duration.ZERO, INTERVAL);
    }

    @Test
    void each_endpoint_has_its_own_rate() {
        RateTake wish = every(KEY, INTERVAL, Duration.ZERO);
        RateTake another = every(OTHER, INTERVAL, Duration.ZERO);

        assertThat(store().rates().take(List.of(wish, another, wish, another)))
                .containsExactly(Duration.ZERO, Duration.ZERO, INTERVAL, INTERVAL);
    }

    @Test
    void a_rate_may_be_finer_than_the_clock() {
        Duration interval = Duration.ofNanos(250_000);
        RateTake wish = every(KEY, interval, Duration.ofMillis(1));
        List<RateTake> many = java.util.Collections.nCopies(20, wish);

        assertThat(store().rates().take(many)).filteredOn(Duration::isZero).hasSize(5);
        clock.advance(Duration.ofMillis(1));
        assertThat(store().rates().take(many)).filteredOn(Duration::isZero).hasSize(4);
        assertThat(store().rates().take(List.of(wish))).containsExactly(interval);
    }

    @Test
    void a_changed_rate_applies_from_the_next_send() {
        take();
        clock.advance(INTERVAL);
        RateTake slower = every(KEY, Duration.ofSeconds(10), Duration.ZERO);

        assertThat(store().rates().take(List.of(slower, slower)))
                .containsExactly(Duration.ZERO, Duration.ofSeconds(10));
    }

    @Test
    void concurrent_requests_get_as_many_sends_as_the_rate_allows() throws Exception {
        RateTake wish = every(KEY, INTERVAL, INTERVAL.multipliedBy(2));

        assertThat(Race.of(THREADS, () -> store().rates().take(List.of(wish)).getFirst()))
                .filteredOn(Duration::isZero)
                .hasSize(3);
    }

    @Test
    void batches_with_endpoints_in_different_order_do_not_deadlock() throws Exception {
        RateTake one = every(KEY, INTERVAL, Duration.ZERO);
        RateTake two = every(OTHER, INTERVAL, Duration.ZERO);
        AtomicInteger turn = new AtomicInteger();

        assertThat(Race.of(
                                THREADS,
                                () -> store().rates()
                                        .take(turn.getAndIncrement() % 2 == 0 ? List.of(one, two) : List.of(two, one)))
                        .stream()
                        .flatMap(List::stream))
                .filteredOn(Duration::isZero)
                .hasSize(2);
    }

    @Test
    void unused_rates_are_removed() {
        take();
        clock.advance(Duration.ofDays(1));
        store().rates().take(List.of(every(OTHER, INTERVAL, Duration.ZERO)));

        assertThat(store().retention().removeIdle(now(), PLENTY)).isOne();
        assertThat(store().retention().removeIdle(now(), PLENTY)).isZero();
    }

    @Test
    void an_empty_request_writes_nothing() {
        assertThat(store().rates().take(List.of())).isEmpty();
    }
}
