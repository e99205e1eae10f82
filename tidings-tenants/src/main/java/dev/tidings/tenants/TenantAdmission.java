package dev.tidings.tenants;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Decides whether a tenant may submit an intent, by what this node knows in memory. */
public final class TenantAdmission {
    /** What tenants use is counted again by then. */
    private static final Duration NEXT_COUNT = UsageCounts.EVERY;

    private final CachedTenants tenants;
    private final IntentRates rates;

    /** @param nodes the number of living nodes, which share the rates of tenants */
    public TenantAdmission(CachedTenants tenants, Ticker ticker, IntSupplier nodes) {
        this.tenants = tenants;
        this.rates = new IntentRates(ticker, nodes);
    }

    /** Returns why an intent of the tenant is refused; null if it is not. */
    @Nullable
    Problem refusal(String tenant) {
        if (tenants.since(tenant) != null) {
            return Problem.of(
                    ProblemCode.TENANT_SUSPENDED,
                    "the tenant " + tenant
                            + " is suspended, so its intents are not accepted; an operator of the server can"
                            + " resume it");
        }
        TenantQuotas quotas = tenants.quotas(tenant);
        if (quotas.equals(TenantQuotas.NONE)) {
            return null;
        }
        Problem full = full(tenant, quotas);
        return full == null ? tooFast(tenant, quotas.intentsPerSecond()) : full;
    }

    private @Nullable Problem full(String tenant, TenantQuotas quotas) {
        TenantUsage usage = tenants.usage(tenant);
        if (usage == null) {
            return null;
        }
        Long waiting = quotas.waitingDeliveries();
        if (waiting != null && TenantQuotas.limits(waiting) && usage.waitingDeliveries() >= waiting) {
            return Problem.quota(
                            tenant,
                            "waiting_deliveries",
                            usage.waitingDeliveries() + " waiting deliveries",
                            "fewer than " + waiting + " waiting deliveries")
                    .retryAfter(NEXT_COUNT);
        }
        Long bytes = quotas.storedBytes();
        if (bytes != null && TenantQuotas.limits(bytes) && usage.storedBytes() >= bytes) {
            // Only retention frees them, in hours or days: no time to retry after makes sense.
            return Problem.quota(
                    tenant, "stored_bytes", usage.storedBytes() + " bytes", "fewer than " + bytes + " stored bytes");
        }
        return null;
    }

    private @Nullable Problem tooFast(String tenant, @Nullable Long perSecond) {
        if (perSecond == null || !TenantQuotas.limits(perSecond)) {
            return null;
        }
        Duration wait = rates.take(tenant, perSecond);
        return wait.isZero()
                ? null
                : Problem.quota(
                                tenant,
                                "intents_per_second",
                                "more than " + perSecond + " intents per second",
                                "at most " + perSecond + " intents per second")
                        .retryAfter(wait);
    }
}
