package dev.tidings.core.tenant;

/** How many endpoints tenants may have. Reads no store. */
@FunctionalInterface
public interface EndpointQuotas {
    /** No limit. */
    long UNLIMITED = Long.MAX_VALUE;

    /** No tenant has a limit. */
    EndpointQuotas NONE = _ -> UNLIMITED;

    /** Returns the maximum number of endpoints of a tenant; {@link #UNLIMITED} if there is none. */
    long endpoints(String tenant);
}
