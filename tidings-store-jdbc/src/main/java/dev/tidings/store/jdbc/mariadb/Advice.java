package dev.tidings.store.jdbc.mariadb;

import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What helps where the server cannot be used; by its error numbers. */
final class Advice {
    private static final String CONNECTION = "08";
    private static final String READ_ONLY =
            "the server is read-only; point store.url at the primary, or look whether it is failing over";
    private static final String DISK_FULL = "the server's disk is full; make room there";
    private static final String TOO_MANY =
            "the server takes no more connections;" + " raise max_connections there, or lower store.pool on each node";
    private static final String NO_ACCESS = "the server refuses this user; check user and password of store.url,"
            + " store.user and store.password, and from which hosts the user may come";
    private static final String STOPPING = "the server is stopping or ended the connection";
    private static final String LOST = "the server cannot be reached; check that it runs and that store.url is right";

    private static final Map<Integer, String> BY_NUMBER = Map.ofEntries(
            Map.entry(1021, DISK_FULL),
            Map.entry(1114, "a table or the server's disk is full; make room there"),
            Map.entry(1040, TOO_MANY),
            Map.entry(1203, TOO_MANY),
            Map.entry(1226, TOO_MANY),
            Map.entry(1044, "this user may not use the database; GRANT ALL on it"),
            Map.entry(1142, "this user may not do that; GRANT ALL on the database"),
            Map.entry(1045, NO_ACCESS),
            Map.entry(1130, NO_ACCESS),
            Map.entry(1698, NO_ACCESS),
            Map.entry(1049, "there is no such database; CREATE DATABASE it, or check store.url"),
            Map.entry(1053, STOPPING),
            Map.entry(1077, STOPPING),
            Map.entry(1317, STOPPING),
            Map.entry(1927, STOPPING),
            Map.entry(1129, "the server has blocked this host after failures; FLUSH HOSTS there"),
            Map.entry(1205, "a lock was not to be had in time; look for a transaction that stays open"),
            Map.entry(1290, READ_ONLY),
            Map.entry(1792, READ_ONLY),
            Map.entry(1836, READ_ONLY),
            Map.entry(1037, "the server has no memory left"),
            Map.entry(1041, "the server has no memory left"),
            Map.entry(1969, "the server ended a statement that took too long; see max_statement_time"));
    private static final int STORAGE_ENGINE = 1030;
    private static final int WRITING_FILE = 1026;

    private Advice() {}

    /** Null when the statement itself is at fault. */
    static @Nullable String on(SQLException failure) {
        String known = BY_NUMBER.get(failure.getErrorCode());
        if (known != null) {
            return known;
        }
        if (failure.getErrorCode() == STORAGE_ENGINE || failure.getErrorCode() == WRITING_FILE) {
            return String.valueOf(failure.getMessage()).contains("28") ? DISK_FULL : "the server's disk or file fails";
        }
        String state = failure.getSQLState();
        return state != null && state.startsWith(CONNECTION) ? LOST : null;
    }
}
