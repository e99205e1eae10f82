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
    /** All of it. */
    ADMIN;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a key with this scope may do what {@code needed} asks for. */
    public boolean covers(Scope needed) {
        return this == ADMIN || this == needed;
    }
}
