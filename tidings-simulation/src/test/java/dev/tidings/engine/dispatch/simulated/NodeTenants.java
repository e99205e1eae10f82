package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.tenant.IntentQuotas;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantSuspensions;
import dev.tidings.core.tenant.TenantUsage;
import dev.tidings.testkit.simulation.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What one node knows of tenants, and what it must not do then. */
final class NodeTenants {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final World world;
    private final SimulatedTenants.View seen;
    private final Defects defects;
    private final Map<String, Window> windows = new HashMap<>();

    /** The intents that were let in under one rate, the last second of them. */
    private record Window(long perSecond, Queue<Long> nanos) {}

    NodeTenants(World world, SimulatedTenants.View seen, Defects defects) {
        this.world = world;
        this.seen = seen;
        this.defects = defects;
    }

    Defects defects() {
        return defects;
    }

    TenantSuspensions ofLanes() {
        return defects.suspensions().apply(seen);
    }

    TenantSuspensions suspensions() {
        return seen;
    }

    IntentQuotas quotas() {
        return defects.quotas().apply(seen);
    }

    /** Why an attempt may not start; empty if it may. */
    String violation(String tenant) {
        return seen.since(tenant) == null ? "" : "the node knows that tenant " + tenant + " is suspended";
    }

    /** Why an intent should not have been let in; empty if it may. */
    String admitted(String tenant) {
        TenantQuotas quotas = seen.quotas(tenant);
        TenantUsage usage = seen.usage(tenant);
        if (usage != null && exceeds(usage.waitingDeliveries(), quotas.waitingDeliveries())) {
            return "tenant " + tenant + " was let in over its quota of waiting deliveries: " + usage;
        }
        if (usage != null && exceeds(usage.storedBytes(), quotas.storedBytes())) {
            return "tenant " + tenant + " was let in over its quota of stored bytes: " + usage;
        }
        return tooFast(tenant, Objects.requireNonNull(quotas.intentsPerSecond()))
                ? "tenant " + tenant + " was let in over its rate of " + quotas.intentsPerSecond()
                : violation(tenant);
    }

    private static boolean exceeds(long used, @Nullable Long quota) {
        return quota != null && TenantQuotas.limits(quota) && used >= quota;
    }

    /** A bucket holds at most the tokens of a second and gets as many in a second. */
    private boolean tooFast(String tenant, long perSecond) {
        if (!TenantQuotas.limits(perSecond)) {
            windows.remove(tenant);
            return false;
        }
        long now = world.time().nanos();
        Queue<Long> nanos = windows.compute(
                        tenant,
                        (_, known) -> known != null && known.perSecond() == perSecond
                                ? known
                                : new Window(perSecond, new ArrayDeque<>()))
                .nanos();
        nanos.removeIf(then -> now - then >= SECOND);
        nanos.add(now);
        return nanos.size() > 2 * perSecond;
    }
}
