package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.store.Store;
import dev.tidings.core.tenant.IntentQuotas;
import dev.tidings.core.tenant.TenantSuspensions;
import dev.tidings.engine.accept.IntentAcceptor;
import java.util.function.UnaryOperator;

/**
 * What wraps parts of the server with a defect, to test the checks.
 *
 * @param store the store of all nodes
 * @param suspensions what lanes know of suspended tenants
 * @param quotas what intake knows of quotas
 * @param intake what producers submit to
 */
public record Defects(
        UnaryOperator<Store> store,
        UnaryOperator<TenantSuspensions> suspensions,
        UnaryOperator<IntentQuotas> quotas,
        UnaryOperator<IntentAcceptor> intake) {
    public static final Defects NONE = new Defects(
            UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());

    public static Defects ofStore(UnaryOperator<Store> store) {
        return new Defects(store, NONE.suspensions, NONE.quotas, NONE.intake);
    }

    public static Defects ofSuspensions(UnaryOperator<TenantSuspensions> suspensions) {
        return new Defects(NONE.store, suspensions, NONE.quotas, NONE.intake);
    }

    public static Defects ofQuotas(UnaryOperator<IntentQuotas> quotas) {
        return new Defects(NONE.store, NONE.suspensions, quotas, NONE.intake);
    }

    public static Defects ofIntake(UnaryOperator<IntentAcceptor> intake) {
        return new Defects(NONE.store, NONE.suspensions, NONE.quotas, intake);
    }
}
