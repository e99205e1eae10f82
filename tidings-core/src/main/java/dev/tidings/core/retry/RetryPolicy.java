package dev.tidings.core.retry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * When to try again, and how often at most.
 *
 * <p>Waits are never zero and never shrink: a policy that asks for no wait waits {@link #FLOOR}, so that a short outage
 * cannot use up all attempts at once.
 *
 * @param maxAttempts the budget: so many attempts, the first among them
 * @param min the delay after the first failure
 * @param max the cap of the delay before jitter
 * @param schedule explicit delays before attempt 1, 2, …; empty for exponential backoff with factor 2
 * @param jitter the share of a delay that chance may add, 0 to 1; it never shortens a delay
 */
public record RetryPolicy(int maxAttempts, Duration min, Duration max, List<Duration> schedule, double jitter) {
    /** The longest delay that a provider can ask for. */
    public static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

    /** The wait where none was asked for. */
    public static final Duration FLOOR = Duration.ofSeconds(1);

    /** The longest wait that a setting may ask for; stores keep no time that is far beyond. */
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

    /** One attempt a delay; the first delay is the one before the first attempt and usually zero. */
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
     * The delay after so many counted attempts: the greater of backoff and what the provider asked for. Jitter is only
     * added, and never lets the provider's wish exceed its cap.
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

    /** The waits between attempts without jitter, at most so many. */
    public List<Duration> waits(int most) {
        return IntStream.range(1, Math.min(maxAttempts, most + 1))
                .mapToObj(this::backoff)
                .toList();
    }

    /** Each delay behind the first is at least the one before it, and never zero. */
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
