package dev.tidings.store.jdbc.mariadb;

import dev.tidings.store.jdbc.DatabaseFault;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps MariaDB's error numbers to faults of the store; many errors share one SQLSTATE. */
final class MariaDbFaults {
    private static final String CONNECTION = "08";
    private static final String ROLLED_BACK = "40";
    private static final DatabaseFault READ_ONLY = DatabaseFault.writes(
            "the server is read-only; point store.url at the primary, or wait for a failover to finish");
    private static final DatabaseFault DISK_FULL = DatabaseFault.writes("the server's disk is full; free space there");
    private static final DatabaseFault DISK_FAILS = DatabaseFault.writes("the server has a disk or file error");
    private static final DatabaseFault TOO_MANY = DatabaseFault.writes(
            "the server accepts no more connections; raise max_connections there, or lower store.pool on each node");
    private static final DatabaseFault NO_ACCESS =
            DatabaseFault.server("the server refuses this user; check user and password of"
                    + " store.url, store.user and store.password, and from which hosts the user may connect");
    private static final DatabaseFault NO_RIGHT =
            DatabaseFault.writes("this user lacks a privilege; GRANT ALL on the database");
    private static final DatabaseFault NO_MEMORY = DatabaseFault.writes("the server is out of memory");
    private static final DatabaseFault STOPPING =
            DatabaseFault.server("the server is stopping or ended the connection");
    private static final DatabaseFault LOST =
            DatabaseFault.server("the server cannot be reached; check that it runs and that store.url is right");
    private static final DatabaseFault LOST_TO_OTHERS =
            DatabaseFault.statement("the transaction kept conflicting with others; retry");

    private static final Map<Integer, DatabaseFault> BY_NUMBER = Map.ofEntries(
            Map.entry(1021, DISK_FULL),
            Map.entry(1114, DatabaseFault.writes("a table or the server's disk is full; free space there")),
            Map.entry(1040, TOO_MANY),
            Map.entry(1203, TOO_MANY),
            Map.entry(1226, TOO_MANY),
            Map.entry(1044, DatabaseFault.server("this user has no access to the database; GRANT ALL on it")),
            Map.entry(1142, NO_RIGHT),
            Map.entry(1143, NO_RIGHT),
            Map.entry(1227, NO_RIGHT),
            Map.entry(1045, NO_ACCESS),
            Map.entry(1130, NO_ACCESS),
            Map.entry(1698, NO_ACCESS),
            Map.entry(1049, DatabaseFault.server("there is no such database; CREATE DATABASE it, or check store.url")),
            Map.entry(1053, STOPPING),
            Map.entry(1077, STOPPING),
            Map.entry(1927, STOPPING),
            Map.entry(1129, DatabaseFault.server("the server has blocked this host after failures; FLUSH HOSTS there")),
            Map.entry(
                    1205, DatabaseFault.statement("timed out waiting for a lock; look for a long-running transaction")),
            Map.entry(1213, LOST_TO_OTHERS),
            Map.entry(1317, DatabaseFault.statement("the statement was canceled")),
            Map.entry(1969, DatabaseFault.statement("the statement took too long; see max_statement_time")),
            Map.entry(1290, READ_ONLY),
            Map.entry(1792, READ_ONLY),
            Map.entry(1836, READ_ONLY),
            Map.entry(1037, NO_MEMORY),
            Map.entry(1038, NO_MEMORY),
            Map.entry(1041, NO_MEMORY));
    private static final int STORAGE_ENGINE = 1030;
    private static final int WRITING_FILE = 1026;

    private MariaDbFaults() {}

    /** Returns null if the statement itself is wrong. */
    static @Nullable DatabaseFault of(SQLException failure) {
        DatabaseFault known = BY_NUMBER.get(failure.getErrorCode());
        if (known != null) {
            return known;
        }
        if (failure.getErrorCode() == STORAGE_ENGINE || failure.getErrorCode() == WRITING_FILE) {
            return String.valueOf(failure.getMessage()).contains("28") ? DISK_FULL : DISK_FAILS;
        }
        String state = failure.getSQLState();
        if (state == null) {
            return null;
        } else if (state.startsWith(ROLLED_BACK)) {
            return LOST_TO_OTHERS;
        }
        return state.startsWith(CONNECTION) ? LOST : null;
    }
}
