package dev.tidings.store.jdbc.postgres;

import dev.tidings.store.jdbc.DatabaseFault;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps PostgreSQL's SQLSTATEs to faults of the store: exact states first, then their classes. */
final class PostgresFaults {
    private static final int CLASS = 2;
    private static final DatabaseFault NO_ACCESS =
            DatabaseFault.server("the server refuses this user; check store.user and store.password");
    private static final DatabaseFault STOPPING =
            DatabaseFault.server("the server is starting, stopping or ended the connection");
    private static final DatabaseFault POOLER =
            DatabaseFault.writes("a pooler in transaction mode, such as PgBouncer, mixes up prepared"
                    + " statements; add prepareThreshold=0 to store.url, or use its session mode");
    private static final DatabaseFault NO_RIGHT = DatabaseFault.writes(
            "this role lacks a privilege; make it the owner of the database, or GRANT it the named one");

    private static final Map<String, DatabaseFault> BY_STATE = Map.ofEntries(
            Map.entry("28P01", NO_ACCESS),
            Map.entry("28000", NO_ACCESS),
            Map.entry("3D000", DatabaseFault.server("there is no such database; create it, or correct store.url")),
            Map.entry("3F000", DatabaseFault.writes("no schema is selected; check the role's search_path")),
            Map.entry("53100", DatabaseFault.writes("the server's disk is full; free space there")),
            Map.entry(
                    "53300",
                    DatabaseFault.writes(
                            "the server accepts no more connections; raise its max_connections or lower store.pool"
                                    + " on the nodes")),
            Map.entry(
                    "25006",
                    DatabaseFault.writes("the server is read-only, perhaps a standby; point store.url at the primary")),
            Map.entry("25P03", DatabaseFault.server("the server ended an idle transaction")),
            Map.entry("42P05", POOLER),
            Map.entry("26000", POOLER),
            Map.entry("42501", NO_RIGHT),
            Map.entry(
                    "55P03",
                    DatabaseFault.statement("timed out waiting for a lock; look for a long-running transaction")),
            Map.entry("57000", DatabaseFault.statement("the server stopped the statement")),
            Map.entry("57014", DatabaseFault.statement("the statement was canceled or took too long")));

    private static final Map<String, DatabaseFault> BY_CLASS = Map.of(
            "08", DatabaseFault.server("the server cannot be reached"),
            "40", DatabaseFault.statement("the transaction kept conflicting with others; retry"),
            "53", DatabaseFault.writes("the server has too few resources; see its log"),
            "57", STOPPING,
            "58", DatabaseFault.writes("the server has a file error; see its log"),
            "XX", DatabaseFault.writes("the server has corrupt data or an internal error; see its log"));

    private PostgresFaults() {}

    /** Returns null if the statement itself is wrong. */
    static @Nullable DatabaseFault of(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return null;
        }
        DatabaseFault exact = BY_STATE.get(state);
        return exact != null || state.length() < CLASS ? exact : BY_CLASS.get(state.substring(0, CLASS));
    }
}
