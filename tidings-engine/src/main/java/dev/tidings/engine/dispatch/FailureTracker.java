package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the durable streaks of failures and disables endpoints that are hopeless or gone. Writes only for endpoints with
 * trouble, never for a success of a healthy one. Writes may overtake each other: each is guarded in the store.
 */
final class FailureTracker {
    static final String GONE = "endpoint_gone";
    static final String FAILING = "endpoint_failing";

    private static final Logger LOG = LoggerFactory.getLogger(FailureTracker.class);

    private final EndpointStore endpoints;
    private final HealthSettings settings;
    private final InstantSource clock;
    private final Executor writer;
    private final EngineListener listener;

    FailureTracker(
            EndpointStore endpoints,
            HealthSettings settings,
            InstantSource clock,
            Executor writer,
            EngineListener listener) {
        this.endpoints = endpoints;
        this.settings = settings;
        this.clock = clock;
        this.writer = writer;
        this.listener = listener;
    }

    void failed(Endpoint endpoint, Health health) {
        if (health.beginRecording()) {
            write(endpoint.key(), () -> {
                try {
                    ConsecutiveFailures streak = endpoints.recordFailure(endpoint.key());
                    health.failing(streak != null);
                    if (streak != null
                            && streak.hopeless(
                                    clock.instant(), settings.hopelessAfter(), settings.hopelessAttempts())) {
                        disabled(endpoint.key(), FAILING, endpoints.disable(endpoint.key(), FAILING, streak));
                    }
                } finally {
                    health.endRecording();
                }
            });
        }
    }

    /** @param health remembers that the streak ended, for as long as the endpoint at hand may be an old copy */
    void sent(Endpoint endpoint, Health health) {
        boolean streak = health.failing() || (endpoint.failures() != null && !health.endedLately());
        if (streak) {
            health.failing(false);
            health.streakEnded();
            write(endpoint.key(), () -> endpoints.recordSuccess(endpoint.key()));
        }
    }

    void gone(Endpoint endpoint) {
        write(
                endpoint.key(),
                () -> disabled(endpoint.key(), GONE, endpoints.disable(endpoint.key(), GONE, endpoint.version())));
    }

    /** @param now false when it was disabled already, or changed since: then what was learned no longer holds */
    private void disabled(EndpointKey key, String reason, boolean now) {
        if (now) {
            LOG.warn("disabled the {} endpoint of {}: {}", key.channel(), key.recipient(), reason);
            listener.endpointDisabled(key.channel(), reason);
        }
    }

    private void write(EndpointKey key, Runnable task) {
        try {
            writer.execute(() -> {
                try {
                    task.run();
                } catch (StoreUnavailable away) {
                    LOG.debug("the health of {} is not recorded during an outage", key);
                } catch (RuntimeException | Error failed) {
                    LOG.warn(
                            "could not record the health of the {} endpoint of {}",
                            key.channel(),
                            key.recipient(),
                            failed);
                }
            });
        } catch (RejectedExecutionException stopped) {
            LOG.debug(
                    "stopped before the health of the {} endpoint of {} was recorded", key.channel(), key.recipient());
        }
    }
}
