package dev.tidings.admin;

import dev.tidings.core.store.EndpointRoom;
import dev.tidings.core.tenant.EndpointQuotas;
import dev.tidings.core.tenant.TenantSuspensions;

/**
 * What administration has to know about tenants.
 *
 * @param endpointsPerRecipient the maximum number of endpoints of a recipient on a channel, the same for all tenants
 */
public record TenantRules(int endpointsPerRecipient, EndpointQuotas quotas, TenantSuspensions suspensions) {
    EndpointRoom endpointRoom(String tenant) {
        return new EndpointRoom(endpointsPerRecipient, quotas.endpoints(tenant));
    }
}
