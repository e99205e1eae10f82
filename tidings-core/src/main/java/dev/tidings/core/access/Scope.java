package dev.tidings.core.access;

import java.util.Locale;

/** A permission of an API key. */
public enum Scope {
    /** Submit intents and read one's own notifications. */
    PRODUCE,
    /** Receive events. */
    SUBSCRIBE,
    /** Read all data of the tenant, manage endpoints, replay and cancel. */
    OPERATE,
    /** Read the audit log of the tenant; with {@link #SYSTEM}, that of all tenants. */
    AUDIT,
    /** Read and change what all tenants share: metrics, nodes, tenants, encryption and signing keys. */
    SYSTEM,
    /** Every scope of the tenant; excludes {@link #SYSTEM}. */
    ADMIN;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether a key with this scope may do what {@code needed} allows. */
    public boolean covers(Scope needed) {
        return this == needed || (this == ADMIN && needed != SYSTEM);
    }
}
