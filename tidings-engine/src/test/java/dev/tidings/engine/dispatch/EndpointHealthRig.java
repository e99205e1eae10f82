package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.simulation.ForwardingHealth;
import dev.tidings.testkit.store.ReversingCipher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Two nodes that share the circuits of one store. */
abstract class EndpointHealthRig {
    static final TargetKey KEY = new TargetKey("default", "webhook", "user:1");
    static final TargetKey OTHER = new TargetKey("default", "webhook", "user:2");
    static final Outcome FAILED = Outcome.retry("http_500", "down", Evidence.status(500));
    static final Outcome SENT = Outcome.sent(Evidence.status(200));
    static final Duration OPEN = Duration.ofSeconds(10);

    final AtomicLong nanos = new AtomicLong();
    final InstantSource clock = () -> Instant.EPOCH.plusNanos(nanos.get());
    final SqliteStore store = SqliteStore.openInMemory("health", clock, new ReversingCipher(), new CountingIds());
    final AtomicBoolean down = new AtomicBoolean();
    /** What the next read returns, as if it had begun before later writes. */
    final AtomicReference<@Nullable List<EndpointCircuit>> stale = new AtomicReference<>();

    final EndpointHealthStore flaky = new ForwardingHealth(store.health()) {
        @Override
        public EndpointCircuit block(TargetKey key, EndpointCircuit.Reason reason, int opened, Duration duration) {
            requireUp();
            return super.block(key, reason, opened, duration);
        }

        @Override
        public @Nullable EndpointCircuit reopen(
                EndpointCircuit probed, EndpointCircuit.Reason reason, int opened, Duration duration) {
            requireUp();
            return super.reopen(probed, reason, opened, duration);
        }

        @Override
        public @Nullable EndpointCircuit probe(TargetKey key, Duration window) {
            requireUp();
            return super.probe(key, window);
        }

        @Override
        public List<EndpointCircuit> circuitsSince(Instant since, int limit) {
            List<EndpointCircuit> overtaken = stale.getAndSet(null);
            return overtaken == null ? super.circuitsSince(since, limit) : overtaken;
        }

        private void requireUp() {
            if (down.get()) {
                throw new StoreUnavailable("down");
            }
        }
    };
    final HealthSettings settings = new HealthSettings(
            100, 4, 75, OPEN, Duration.ofSeconds(40), 1, Duration.ofMillis(500), Duration.ofDays(5), 20);
    final Node here = new Node();
    final Node there = new Node();

    /** A node's endpoint health with a synchronous writer. */
    final class Node {
        final DispatchEnvironment environment = new DispatchEnvironment(
                clock,
                nanos::get,
                new SplittableRandom(1),
                () -> new LeaseToken("unused"),
                Runnable::run,
                Runnable::run,
                (delay, task) -> {});
        final SharedCircuits shared = new SharedCircuits(flaky, settings, environment, EngineListener.NONE);
        final EndpointHealth health = new EndpointHealth(
                settings,
                nanos::get,
                environment.random(),
                new FailureTracker(store.endpoints(), settings, clock, Runnable::run, EngineListener.NONE),
                shared);
        boolean probing;

        @Nullable
        Duration admit(TargetKey key) {
            Admission admission = health.admit(key);
            if (admission instanceof Admission.Ask admit) {
                admission = admit.answer().join();
            }
            if (admission instanceof Admission.Go go) {
                probing = go.probe();
            }
            return admission instanceof Admission.Wait wait ? wait.delay() : null;
        }

        void record(Outcome outcome) {
            health.record(new DeliveryTarget.At(KEY, "there", null, probing), clock.instant(), outcome);
        }

        void fail(int times) {
            for (int i = 0; i < times; i++) {
                assertThat(admit(KEY)).isNull();
                record(FAILED);
            }
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Nullable
    Duration admit() {
        return here.admit(KEY);
    }

    void fail(int times) {
        here.fail(times);
    }
}
