package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.engine.dispatch.DispatchSettings;
import dev.tidings.engine.dispatch.HealthSettings;
import dev.tidings.engine.dispatch.LaneSettings;
import dev.tidings.testkit.simulation.Faults;
import dev.tidings.testkit.simulation.World;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The faults of one run, drawn from the seed, until they end. */
final class FaultSchedule {
    private final Duration lease;
    private final int failurePercent;
    private final Faults faults;
    private final double stalls;
    private final int nodes;
    private final RetryPolicy policy;
    private final DispatchSettings settings;
    private final boolean heartbeats;
    private boolean on = true;

    FaultSchedule(World world) {
        RandomGenerator random = world.random();
        this.lease = Duration.ofSeconds(random.nextInt(3, 30));
        this.failurePercent = random.nextInt(0, 100);
        this.faults = random.nextBoolean()
                ? Faults.NONE
                : new Faults(random.nextDouble() * 0.1, random.nextDouble() * 0.1, random.nextBoolean() ? 0 : 0.02);
        this.stalls = random.nextBoolean() ? 0 : 0.02;
        this.nodes = random.nextInt(1, 4);
        this.heartbeats = random.nextInt(4) == 0;
        this.policy = RetryPolicy.exponential(Duration.ofSeconds(1), Duration.ofSeconds(20), random.nextInt(1, 8));
        this.settings = new DispatchSettings(
                new DispatchSettings.Lanes(
                        Map.of(
                                "alpha",
                                new LaneSettings(random.nextInt(1, 5), random.nextInt(0, 4), random.nextInt(1, 9), 0),
                                "beta",
                                new LaneSettings(8, 16, 64, random.nextInt(0, 4))),
                        LaneSettings.DEFAULT),
                random.nextInt(1, 6),
                new DispatchSettings.Polling(Duration.ofSeconds(1), Duration.ofSeconds(20)),
                Duration.ofSeconds(5),
                random.nextInt(1, 20),
                new HealthSettings(
                        random.nextInt(1, 10),
                        random.nextInt(2, 8),
                        80,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(15),
                        1,
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(20),
                        6),
                new DispatchSettings.ClaimRules(
                        TenantWeights.EQUAL, new ConcurrencyLimits(1, Map.of("pool-1", random.nextInt(1, 4)))));
    }

    boolean on() {
        return on;
    }

    void end() {
        on = false;
    }

    Duration lease() {
        return lease;
    }

    int failurePercent() {
        return failurePercent;
    }

    Faults faults() {
        return on ? faults : Faults.NONE;
    }

    double stalls() {
        return stalls;
    }

    int nodes() {
        return nodes;
    }

    /** Whether nodes send heartbeats; correctness must not depend on it. */
    boolean heartbeats() {
        return heartbeats;
    }

    RetryPolicy policy() {
        return policy;
    }

    DispatchSettings settings() {
        return settings;
    }
}
