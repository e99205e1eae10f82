package dev.tidings.engine.dispatch;

import dev.tidings.core.time.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How one endpoint does of late. There is one only for endpoints that failed or asked for a pause. */
final class Health {
    /** Directories answer from memory, at most a second old; twice that is safe. */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Ticker ticker;
    private final CircuitBreaker breaker;
    private final Duration firstOpen;
    private volatile long notBeforeNanos;
    private final AtomicBoolean recording = new AtomicBoolean();
    private volatile boolean failing;
    private volatile Instant recoveredAt;
    private volatile Instant fixedAt = Instant.MIN;
    private volatile long streakEndedNanos;

    /** @param since by the store's clock: what was over by then says nothing of what is noticed from now on */
    Health(HealthSettings settings, Ticker ticker, Clock clock, Instant since) {
        this.ticker = ticker;
        this.recoveredAt = since;
        this.firstOpen = settings.openFor();
        this.notBeforeNanos = ticker.nanos();
        this.streakEndedNanos = ticker.nanos() - STALE_NANOS;
        this.breaker = CircuitBreaker.of(
                "endpoint",
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .currentTimestampFunction(at -> ticker.nanos(), TimeUnit.NANOSECONDS)
                        .recordResult(Boolean.FALSE::equals)
                        .slidingWindowSize(settings.breakerCalls())
                        .minimumNumberOfCalls(settings.breakerCalls())
                        .failureRateThreshold(settings.breakerFailurePercent())
                        .permittedNumberOfCallsInHalfOpenState(settings.probes())
                        .waitIntervalFunctionInOpenState(attempt -> opened(settings, attempt))
                        .build());
    }

    /** Null when an attempt may be made; every such permission is answered by one of the three calls below. */
    @Nullable
    Duration refusal(RandomGenerator random) {
        long left = notBeforeNanos - ticker.nanos();
        if (left <= 0 && breaker.tryAcquirePermission()) {
            return null;
        }
        return Jitter.spread(Duration.ofNanos(Math.max(left, 0)), firstOpen, random);
    }

    void sent() {
        breaker.onResult(0, TimeUnit.NANOSECONDS, true);
    }

    void failed() {
        breaker.onResult(0, TimeUnit.NANOSECONDS, false);
    }

    /** The attempt said nothing about the endpoint. */
    void neither() {
        breaker.releasePermission();
    }

    /** All nodes know of it, by the store's clock. */
    void endPause() {
        notBeforeNanos = ticker.nanos();
    }

    void pause(Duration duration) {
        notBeforeNanos = ticker.nanos() + duration.toNanos();
    }

    /** The endpoint works since then at the latest, by the store's clock. */
    void fixed(Instant at) {
        fixedAt = at;
    }

    boolean fixedAfter(Instant begunAt) {
        return fixedAt.isAfter(begunAt);
    }

    /** Whether a recovery is news to it; asked once of each. */
    boolean olderThan(Instant recovery) {
        if (!recovery.isAfter(recoveredAt)) {
            return false;
        }
        recoveredAt = recovery;
        return true;
    }

    /** All nodes know what this breaker noticed, or that it is over: it notices anew. */
    void reset() {
        breaker.reset();
        endPause();
    }

    boolean open() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    /** Whether the store holds a streak of failures, as far as this node knows. */
    boolean failing() {
        return failing;
    }

    void failing(boolean streak) {
        failing = streak;
    }

    void streakEnded() {
        streakEndedNanos = ticker.nanos();
    }

    /** Whether a copy of the endpoint that still shows a streak may be older than its end. */
    boolean endedLately() {
        return ticker.nanos() - streakEndedNanos < STALE_NANOS;
    }

    /** Takes the right to record a failure: one write an endpoint at a time is enough for a streak of days. */
    boolean beginRecording() {
        return recording.compareAndSet(false, true);
    }

    void endRecording() {
        recording.set(false);
    }

    private long opened(HealthSettings settings, int attempt) {
        long openMs = Math.max(1, settings.openFor(attempt).toMillis());
        notBeforeNanos = Math.max(notBeforeNanos, ticker.nanos() + TimeUnit.MILLISECONDS.toNanos(openMs));
        return openMs;
    }
}
