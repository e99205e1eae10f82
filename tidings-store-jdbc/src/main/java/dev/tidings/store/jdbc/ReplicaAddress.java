package dev.tidings.store.jdbc;

import java.time.Duration;

/**
 * Where a read replica is, reached with the user and password of its primary.
 *
 * @param url a JDBC URL of the same kind of database
 * @param mostLag how far it may be behind to be used
 */
public record ReplicaAddress(String url, Duration mostLag) {
    /** Omits the URL, which may contain a password. */
    @Override
    public String toString() {
        return "ReplicaAddress[" + mostLag + "]";
    }
}
