package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.tenant.TenantSuspensions;
import dev.tidings.testkit.simulation.Life;
import dev.tidings.testkit.simulation.World;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The suspensions of tenants as they are stored. Operators suspend and resume; each node sees it with a delay. */
final class SimulatedTenants {
    private static final Duration REFRESHED_EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    private final World world;
    private final InstantSource clock;
    private final Map<String, Instant> suspended = new HashMap<>();

    SimulatedTenants(World world, InstantSource clock) {
        this.world = world;
        this.clock = clock;
    }

    /** Suspends a tenant, or resumes it. */
    void toggle(String tenant) {
        if (suspended.remove(tenant) == null) {
            suspended.put(tenant, clock.instant());
        }
        world.note("suspended tenants", suspended.keySet());
    }

    void resumeAll() {
        suspended.clear();
    }

    /** Returns what a node knows: it reads the suspensions every second, sometimes late. */
    TenantSuspensions seenBy(Life life) {
        View view = new View(life);
        view.refresh();
        return view;
    }

    private final class View implements TenantSuspensions {
        private final Life life;
        private Map<String, Instant> known = Map.of();

        View(Life life) {
            this.life = life;
        }

        void refresh() {
            known = Map.copyOf(suspended);
            world.after(life, world.chance(0.1) ? world.upTo(LONGEST_DELAY) : REFRESHED_EVERY, this::refresh);
        }

        @Override
        public @Nullable Instant since(String tenant) {
            return known.get(tenant);
        }
    }
}
