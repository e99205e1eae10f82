package dev.tidings.push.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ReconnectIntervalProperties {
    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final int PER_SECOND = 2_000;
    private static final int PARTS = 10;

    private final AtomicInteger subscribers = new AtomicInteger();

    private ReconnectInterval interval(long seed) {
        return new ReconnectInterval(SHORTEST, PER_SECOND, subscribers::get, new SplittableRandom(seed));
    }

    @Property(tries = 200)
    void the_interval_is_long_enough_for_all_subscribers(@ForAll @IntRange(max = 10_000_000) int held) {
        subscribers.set(held);
        Duration interval = interval(1).now();

        assertThat(interval).isBetween(SHORTEST, ReconnectInterval.LONGEST);
        if (interval.compareTo(ReconnectInterval.LONGEST) < 0) {
            assertThat(held).isLessThanOrEqualTo((int) (interval.plusMillis(1).toMillis() * PER_SECOND / 1_000));
        }
    }

    @Property(tries = 50)
    void waits_are_spread_evenly_over_the_interval(
            @ForAll long seed, @ForAll @IntRange(min = 1_000, max = 50_000) int held) {
        subscribers.set(held);
        ReconnectInterval reconnects = interval(seed);
        Duration interval = reconnects.now();

        int[] parts = new int[PARTS];
        IntStream.range(0, held)
                .mapToObj(i -> reconnects.drawn(interval).minus(SHORTEST))
                .forEach(wait -> parts[(int) (PARTS * wait.toNanos() / interval.toNanos())]++);

        double fair = held / (double) PARTS;
        assertThat(IntStream.of(parts).asDoubleStream().boxed())
                .allSatisfy(part -> assertThat(part).isBetween(fair - 7 * Math.sqrt(fair), fair + 7 * Math.sqrt(fair)));
    }

    @Property(tries = 50)
    void the_last_subscriber_that_a_drain_ends_gets_the_same_interval_as_the_first(
            @ForAll @IntRange(min = 1, max = 100_000) int held) {
        subscribers.set(held);
        ReconnectInterval reconnects = interval(1);
        Duration first = reconnects.now();

        reconnects.drain();
        subscribers.set(1);

        assertThat(reconnects.now()).isEqualTo(first);
    }
}
