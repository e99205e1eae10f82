package dev.tidings.tenants;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.http.AuditFields;

/** What the audit log keeps of a change of a tenant. */
final class TenantAudit {
    private TenantAudit() {}

    static AuditChange of(AuditAction action, Tenant before, Tenant after) {
        TenantSettings old = before.settings();
        TenantSettings now = after.settings();
        TenantQuotas oldQuotas = old.quotas();
        TenantQuotas quotas = now.quotas();
        return new AuditFields()
                .changed("status", before.status().code(), after.status().code())
                .changed("display_name", old.displayName(), now.displayName())
                .changed("weight", old.weight(), now.weight())
                .changed("intents_per_second", oldQuotas.intentsPerSecond(), quotas.intentsPerSecond())
                .changed("waiting_deliveries", oldQuotas.waitingDeliveries(), quotas.waitingDeliveries())
                .changed("endpoints", oldQuotas.endpoints(), quotas.endpoints())
                .changed("stored_bytes", oldQuotas.storedBytes(), quotas.storedBytes())
                .of(after.id(), action, after.id());
    }
}
