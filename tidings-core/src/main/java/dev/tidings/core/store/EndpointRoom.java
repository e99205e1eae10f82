package dev.tidings.core.store;

import dev.tidings.core.tenant.EndpointQuotas;

/**
 * How many endpoints there may be, including a new one.
 *
 * @param perRecipient of its recipient on its channel
 * @param perTenant of its tenant; {@link EndpointQuotas#UNLIMITED} if there is no limit
 */
public record EndpointRoom(int perRecipient, long perTenant) {
    /** Limits the endpoints of a recipient only. */
    public static EndpointRoom of(int perRecipient) {
        return new EndpointRoom(perRecipient, EndpointQuotas.UNLIMITED);
    }
}
