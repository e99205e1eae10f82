package dev.tidings.store.jdbc;

/**
 * A fault that prevents the use of a database.
 *
 * @param hint the fault and a fix, without the address of the database
 */
public record DatabaseFault(Scope scope, String hint) {
    /** The scope of a fault. */
    public enum Scope {
        /** The connection or the server is unavailable: every call fails. */
        SERVER,
        /** Writes fail, for example because the disk is full. A read with this fault fails alone. */
        WRITES,
        /** This statement was canceled, took too long or was rolled back in favor of another one. */
        STATEMENT
    }

    public static DatabaseFault server(String hint) {
        return new DatabaseFault(Scope.SERVER, hint);
    }

    public static DatabaseFault writes(String hint) {
        return new DatabaseFault(Scope.WRITES, hint);
    }

    public static DatabaseFault statement(String hint) {
        return new DatabaseFault(Scope.STATEMENT, hint);
    }

    /** Whether the fault of such a call means that the store is unavailable. */
    boolean isOutage(AccessMode access) {
        return scope == Scope.SERVER || (scope == Scope.WRITES && access == AccessMode.WRITE);
    }
}
