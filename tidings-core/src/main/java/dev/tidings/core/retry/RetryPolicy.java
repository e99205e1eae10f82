package dev.tidings.core.retry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * When to retry, and the maximum number of attempts.
 *
 * <p>Waits are never zero and never shrink: a zero wait becomes {@link #FLOOR}, so that a short outage cannot use up
 * all attempts at once.
 *
 * @param maxAttempts the budget, including the first attempt
 * @param min the delay after the first failure
 * @param max the cap of the delay before jitter
 * @param schedule explicit delays before attempt 1, 2, …; empty for exponential backoff with factor 2
 * @param jitter the maximum share added to a delay at random, 0 to 1; never shortens a delay
 */
public record RetryPolicy(int maxAttempts, Duration min, Duration max, List<Duration> schedule, double jitter) {
    /** The longest delay that a provider can request. */
    public static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

    /** Replaces a delay of zero. */
    public static final Duration FLOOR = Duration.ofSeconds(1);

    /** The longest delay in settings; stores do not support times far beyond. */
    public static final Duration LONGEST = Duration.ofDays(30);

    private static final double DEFAULT_JITTER = 0.2;

    public RetryPolicy {
        schedule = steady(schedule);
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts is " + maxAttempts + "; expected 1 or more");
        }
        if (min.isNegative() || max.compareTo(min) < 0) {
            throw new IllegalArgumentException("min " + min + ", max " + max + "; expected 0 <= min <= max");
        }
        if (jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException("jitter is " + jitter + "; expected 0 to 1");
        }
        if (schedule.isEmpty() && min.isZero()) {
            min = FLOOR;
            max = longer(max, FLOOR);
        }
    }

    public static RetryPolicy exponential(Duration min, Duration max, int maxAttempts) {
        return new RetryPolicy(maxAttempts, min, max, List.of(), DEFAULT_JITTER);
    }

    /** Creates a policy of one attempt per delay; the first delay precedes the first attempt and is usually zero. */
    public static RetryPolicy scheduled(List<Duration> delays) {
        return new RetryPolicy(
                delays.size(),
                Duration.ZERO,
                delays.stream().max(Duration::compareTo).orElse(Duration.ZERO),
                delays,
                DEFAULT_JITTER);
    }

    public boolean exhausted(int attemptsUsed) {
        return attemptsUsed >= maxAttempts;
    }

    /**
     * Returns the delay after this many counted attempts: the greater of the backoff and the provider's request. Jitter
     * is only added, and never exceeds the cap of the provider's request.
     */
    public Duration delayAfter(int attemptsUsed, @Nullable Duration retryAfter, RandomGenerator random) {
        Duration backoff = backoff(attemptsUsed);
        if (retryAfter == null || retryAfter.compareTo(backoff) <= 0 || backoff.compareTo(MAX_RETRY_AFTER) >= 0) {
            return withJitter(backoff, random);
        }
        return min(withJitter(min(retryAfter, MAX_RETRY_AFTER), random), MAX_RETRY_AFTER);
    }

    private Duration withJitter(Duration delay, RandomGenerator random) {
        return delay.plusMillis((long) (delay.toMillis() * jitter * random.nextDouble()));
    }

    /** Returns the delays between attempts without jitter, at most {@code most}. */
    public List<Duration> waits(int most) {
        return IntStream.range(1, Math.min(maxAttempts, most + 1))
                .mapToObj(this::backoff)
                .toList();
    }

    /** After the first, each delay is at least the previous one and never zero. */
    private static List<Duration> steady(List<Duration> delays) {
        List<Duration> steady = new ArrayList<>(delays.size());
        Duration longest = Duration.ZERO;
        for (int i = 0; i < delays.size(); i++) {
            Duration delay = delays.get(i);
            if (i > 0) {
                longest = longer(longest, delay.isZero() ? FLOOR : delay);
            }
            steady.add(i == 0 ? delay : longest);
        }
        return List.copyOf(steady);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private Duration backoff(int attemptsUsed) {
        if (!schedule.isEmpty()) {
            Duration wait = schedule.get(Math.min(attemptsUsed, schedule.size() - 1));
            return wait.isZero() ? FLOOR : wait;
        }
        return Backoff.doubling(min, max).after(attemptsUsed);
    }
}
