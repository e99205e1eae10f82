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

/** The recent health of one endpoint that failed or requested a pause. */
final class LocalCircuit {
    /** Cached endpoints are at most a second old; twice that is safe. */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Ticker ticker;
    private final CircuitBreaker breaker;
    private final Duration firstOpen;
    private volatile long notBeforeNanos;
    private final AtomicBoolean recording = new AtomicBoolean();
    private volatile boolean failing;
    private volatile Instant recoveredAt;
    private volatile Instant fixedAt = Instant.MIN;
    private volatile long failuresEndedNanos;

    /** @param since by the store's clock: recoveries before this are not news */
    LocalCircuit(HealthSettings settings, Ticker ticker, Clock clock, Instant since) {
        this.ticker = ticker;
        this.recoveredAt = since;
        this.firstOpen = settings.openFor();
        this.notBeforeNanos = ticker.nanos();
        this.failuresEndedNanos = ticker.nanos() - STALE_NANOS;
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

    /** Returns null when an attempt is permitted; each permission must be followed by sent, failed or release. */
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

    /** Records an attempt that says nothing about the endpoint. */
    void release() {
        breaker.releasePermission();
    }

    /** Ends the pause of this node because all nodes share it. */
    void endPause() {
        notBeforeNanos = ticker.nanos();
    }

    void pause(Duration duration) {
        notBeforeNanos = ticker.nanos() + duration.toNanos();
    }

    /** Records that the endpoint works since this time at the latest, by the store's clock. */
    void fixed(Instant at) {
        fixedAt = at;
    }

    boolean fixedAfter(Instant begunAt) {
        return fixedAt.isAfter(begunAt);
    }

    /** Returns whether a recovery is news; true once per recovery. */
    boolean olderThan(Instant recovery) {
        if (!recovery.isAfter(recoveredAt)) {
            return false;
        }
        recoveredAt = recovery;
        return true;
    }

    /** Restarts the circuit breaker because all nodes share its finding or it is over. */
    void reset() {
        breaker.reset();
        endPause();
    }

    boolean open() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }

    /** Returns whether the store holds consecutive failures, as far as this node knows. */
    boolean failing() {
        return failing;
    }

    void failing(boolean failures) {
        failing = failures;
    }

    void failuresEnded() {
        failuresEndedNanos = ticker.nanos();
    }

    /** Returns whether a cached endpoint may still show failures that were reset. */
    boolean endedRecently() {
        return ticker.nanos() - failuresEndedNanos < STALE_NANOS;
    }

    /** Claims the right to record a failure: one write per endpoint at a time is enough to count failures over days. */
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
