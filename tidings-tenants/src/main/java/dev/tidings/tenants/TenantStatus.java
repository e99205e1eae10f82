package dev.tidings.tenants;

import java.util.Locale;

/** Whether a tenant may submit intents, and whether its deliveries are sent. */
public enum TenantStatus {
    ACTIVE,
    /** Its intents are refused and its deliveries held; all else works, and nothing is lost. */
    SUSPENDED,
    /** Like suspended, for good: its data is being deleted. */
    DELETING;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static TenantStatus of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
