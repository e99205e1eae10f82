package dev.tidings.core.audit;

import java.util.Locale;

/** The interface through which a change was requested. */
public enum AuditSource {
    REST,
    GRPC,
    CONSOLE,
    /** A command that opens the store itself. */
    CLI,
    /** The server, without a request. */
    SERVER;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AuditSource of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
