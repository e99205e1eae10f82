package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.tenant.TenantSuspensions;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one node knows of suspended tenants.
 *
 * @param broken what its lanes know instead, if it has a defect
 */
record NodeTenants(TenantSuspensions seen, UnaryOperator<TenantSuspensions> broken) {
    TenantSuspensions ofLanes() {
        return broken.apply(seen);
    }

    /** Why an intent of the tenant is refused; null if it is not. */
    @Nullable
    Problem refusal(String tenant) {
        return seen.since(tenant) == null
                ? null
                : Problem.of(ProblemCode.TENANT_SUSPENDED, "the tenant " + tenant + " is suspended");
    }

    /** Why an attempt may not start; empty if it may. */
    String violation(String tenant) {
        return seen.since(tenant) == null ? "" : "the node knows that tenant " + tenant + " is suspended";
    }
}
