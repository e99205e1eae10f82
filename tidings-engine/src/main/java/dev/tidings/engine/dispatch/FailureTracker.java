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
 * Maintains the stored consecutive failures and disables endpoints that keep failing or are gone. Writes only for
 * failing endpoints, never for a success of a healthy one. Writes may run in any order: the store guards each.
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

    void failed(Endpoint endpoint, LocalCircuit health) {
        if (health.beginRecording()) {
            write(endpoint.key(), () -> {
                try {
                    ConsecutiveFailures failures = endpoints.recordFailure(endpoint.key());
                    health.failing(failures != null);
                    if (failures != null
                            && failures.exceeds(clock.instant(), settings.disableAfter(), settings.disableAttempts())) {
                        disabled(endpoint.key(), FAILING, endpoints.disable(endpoint.key(), FAILING, failures));
                    }
                } finally {
                    health.endRecording();
                }
            });
        }
    }

    /** @param health remembers that the failures ended while the cached endpoint may still show them */
    void sent(Endpoint endpoint, LocalCircuit health) {
        boolean failures = health.failing() || (endpoint.failures() != null && !health.endedRecently());
        if (failures) {
            health.failing(false);
            health.failuresEnded();
            write(endpoint.key(), () -> endpoints.recordSuccess(endpoint.key()));
        }
    }

    void gone(Endpoint endpoint) {
        write(
                endpoint.key(),
                () -> disabled(endpoint.key(), GONE, endpoints.disable(endpoint.key(), GONE, endpoint.version())));
    }

    /** @param now false when it was already disabled or has changed, so that the finding no longer applies */
    private void disabled(EndpointKey key, String reason, boolean now) {
        if (now) {
            LOG.warn("endpoint disabled channel={} endpoint={} reason={}", key.channel(), key.shown(), reason);
            listener.endpointDisabled(key.channel(), reason);
        }
    }

    private void write(EndpointKey key, Runnable task) {
        try {
            writer.execute(() -> {
                try {
                    task.run();
                } catch (StoreUnavailable unavailable) {
                    LOG.debug("endpoint health not recorded during a store outage channel={}", key.channel());
                } catch (RuntimeException | Error failed) {
                    LOG.warn(
                            "recording endpoint health failed channel={} recipient={}",
                            key.channel(),
                            key.recipient(),
                            failed);
                }
            });
        } catch (RejectedExecutionException stopped) {
            LOG.debug(
                    "endpoint health not recorded after the stop channel={} recipient={}",
                    key.channel(),
                    key.recipient());
        }
    }
}
