package dev.tidings.core.access;

import java.util.Locale;

/** What a key allows. */
public enum Scope {
    /** Submit intents and read their own notifications. */
    PRODUCE,
    /** Receive events. */
    SUBSCRIBE,
    /** Read everything of the tenant, manage endpoints, replay and cancel. */
    OPERATE,
    /** See and change what all tenants share: metrics, nodes, and the keys that encrypt and sign. */
    SYSTEM,
    /** Everything of the tenant. What all tenants share is not the tenant's. */
    ADMIN;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a key with this scope may do what {@code needed} asks for. */
    public boolean covers(Scope needed) {
        return this == needed || (this == ADMIN && needed != SYSTEM);
    }
}
