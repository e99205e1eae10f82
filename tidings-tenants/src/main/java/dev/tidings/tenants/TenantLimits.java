package dev.tidings.tenants;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantWeights;
import org.jspecify.annotations.Nullable;

/** Checks what an operator sets. */
final class TenantLimits {
    private static final int NAME_CHARS = 200;

    private TenantLimits() {}

    /** Throws a ProblemException if a setting is out of its range. */
    static void check(TenantSettings settings) {
        TextCheck.atMost("display_name", settings.displayName(), NAME_CHARS);
        TextCheck.id("display_name", settings.displayName());
        if (settings.weight() < 1 || settings.weight() > TenantWeights.MOST) {
            throw Problem.invalid("weight", settings.weight(), "1 to " + TenantWeights.MOST)
                    .exception();
        }
        TenantQuotas quotas = settings.quotas();
        quota("intents_per_second", quotas.intentsPerSecond());
        quota("waiting_deliveries", quotas.waitingDeliveries());
        quota("endpoints", quotas.endpoints());
        quota("stored_bytes", quotas.storedBytes());
    }

    private static void quota(String name, @Nullable Long quota) {
        if (quota != null && (quota < 0 || quota > TenantQuotas.MOST)) {
            throw Problem.invalid(
                            "quotas." + name,
                            quota,
                            "0 (no limit) to " + TenantQuotas.MOST + ", or null for the default")
                    .exception();
        }
    }
}
