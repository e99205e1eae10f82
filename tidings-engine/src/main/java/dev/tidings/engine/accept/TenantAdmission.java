package dev.tidings.engine.accept;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.tenant.IntentQuotas;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantSuspensions;
import dev.tidings.core.tenant.TenantUsage;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Decides whether a tenant may submit an intent, by what this node knows in memory. */
public final class TenantAdmission {
    private final TenantSuspensions suspensions;
    private final IntentQuotas quotas;
    private final IntentRates rates;

    /** @param nodes the number of living nodes, which share the rates of tenants */
    public TenantAdmission(TenantSuspensions suspensions, IntentQuotas quotas, Ticker ticker, IntSupplier nodes) {
        this.suspensions = suspensions;
        this.quotas = quotas;
        this.rates = new IntentRates(ticker, nodes);
    }

    /** Returns why an intent of the tenant is refused; null if it is not. */
    @Nullable
    Problem refusal(String tenant) {
        if (suspensions.since(tenant) != null) {
            return Problem.of(
                    ProblemCode.TENANT_SUSPENDED,
                    "the tenant " + tenant
                            + " is suspended, so its intents are not accepted; an operator of the server can"
                            + " resume it");
        }
        TenantQuotas limits = quotas.quotas(tenant);
        if (limits.equals(TenantQuotas.NONE)) {
            return null;
        }
        Problem full = full(tenant, limits);
        return full == null ? tooFast(tenant, limits.intentsPerSecond()) : full;
    }

    private @Nullable Problem full(String tenant, TenantQuotas limits) {
        TenantUsage usage = quotas.usage(tenant);
        if (usage == null) {
            return null;
        }
        Long waiting = limits.waitingDeliveries();
        if (waiting != null && TenantQuotas.limits(waiting) && usage.waitingDeliveries() >= waiting) {
            return Problem.quota(
                            tenant,
                            "waiting_deliveries",
                            usage.waitingDeliveries() + " waiting deliveries",
                            "fewer than " + waiting + " waiting deliveries")
                    .retryAfter(IntentQuotas.COUNTED_EVERY);
        }
        Long bytes = limits.storedBytes();
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
