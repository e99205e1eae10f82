package dev.tidings.store.jdbc;

/**
 * What keeps a database from being used.
 *
 * @param hint what it is and what helps, without the address of the database
 */
public record Fault(Scope scope, String hint) {
    /** How far a fault reaches. */
    public enum Scope {
        /** The connection or the server is gone: every call fails. */
        SERVER,
        /** Nothing can be written: the disk is full, the server is read-only. A read that meets it fails alone. */
        WRITES,
        /** This statement was canceled, took too long or lost to another one. */
        STATEMENT
    }

    public static Fault server(String hint) {
        return new Fault(Scope.SERVER, hint);
    }

    public static Fault writes(String hint) {
        return new Fault(Scope.WRITES, hint);
    }

    public static Fault statement(String hint) {
        return new Fault(Scope.STATEMENT, hint);
    }

    /** Whether the store is away, when a call of this kind meets the fault. */
    boolean isOutage(AccessMode access) {
        return scope == Scope.SERVER || (scope == Scope.WRITES && access == AccessMode.WRITE);
    }
}
