package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.tenant.IntentQuotas;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantSuspensions;
import dev.tidings.core.tenant.TenantUsage;
import dev.tidings.testkit.simulation.Ledger;
import dev.tidings.testkit.simulation.Life;
import dev.tidings.testkit.simulation.World;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The suspensions, quotas and counts of tenants as they are stored. Operators change them; each node sees it with a delay.
 */
final class SimulatedTenants {
    private static final Duration REFRESHED_EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    private static final long BYTES_PER_INTENT = 2;

    private final World world;
    private final InstantSource clock;
    private final Ledger ledger;
    private final Life counting = new Life("counts");
    private final Map<String, Instant> suspended = new HashMap<>();
    private final Map<String, TenantQuotas> quotas = new HashMap<>();
    private final Map<String, TenantUsage> usages = new HashMap<>();

    SimulatedTenants(World world, InstantSource clock, Ledger ledger) {
        this.world = world;
        this.clock = clock;
        this.ledger = ledger;
    }

    /** Suspends a tenant, or resumes it. */
    void toggle(String tenant) {
        if (suspended.remove(tenant) == null) {
            suspended.put(tenant, clock.instant());
        }
        world.note("suspended tenants", suspended.keySet());
    }

    /** Sets small quotas, some of them without a limit. */
    void limit(String tenant) {
        quotas.put(
                tenant,
                new TenantQuotas(
                        limit(3),
                        limit(8),
                        limit(20),
                        world.chance(0.3) ? BYTES_PER_INTENT * limit(10) : TenantQuotas.UNLIMITED));
        world.note("quotas", quotas);
    }

    private long limit(int most) {
        return world.random().nextInt(most + 1);
    }

    /** The quota of endpoints, which the store keeps in the transaction that creates one. */
    long endpoints(String tenant) {
        Long quota = quotas.getOrDefault(tenant, TenantQuotas.NONE).endpoints();
        return TenantQuotas.limits(quota) && quota != null ? quota : Long.MAX_VALUE;
    }

    /** Counts what tenants use, again and again. */
    void count() {
        for (String tenant : EngineRun.TENANTS) {
            usages.put(
                    tenant,
                    new TenantUsage(
                            tenant,
                            ledger.unended(tenant),
                            BYTES_PER_INTENT * ledger.intents().accepted(tenant),
                            clock.instant()));
        }
        world.after(counting, IntentQuotas.COUNTED_EVERY, this::count);
    }

    /** Resumes all tenants and sets no limits. */
    void release() {
        suspended.clear();
        quotas.clear();
    }

    /** Returns what a node knows: it reads the tenants every second, sometimes late. */
    View seenBy(Life life) {
        View view = new View(life);
        view.refresh();
        return view;
    }

    /** What one node knows. */
    final class View implements TenantSuspensions, IntentQuotas {
        private final Life life;
        private Map<String, Instant> knownSuspensions = Map.of();
        private Map<String, TenantQuotas> knownQuotas = Map.of();
        private Map<String, TenantUsage> knownUsages = Map.of();

        private View(Life life) {
            this.life = life;
        }

        private void refresh() {
            knownSuspensions = Map.copyOf(suspended);
            knownQuotas = Map.copyOf(quotas);
            knownUsages = Map.copyOf(usages);
            world.after(life, world.chance(0.1) ? world.upTo(LONGEST_DELAY) : REFRESHED_EVERY, this::refresh);
        }

        @Override
        public @Nullable Instant since(String tenant) {
            return knownSuspensions.get(tenant);
        }

        @Override
        public TenantQuotas quotas(String tenant) {
            return knownQuotas.getOrDefault(tenant, TenantQuotas.NONE);
        }

        @Override
        public @Nullable TenantUsage usage(String tenant) {
            return knownUsages.get(tenant);
        }
    }
}
