package dev.tidings.store.jdbc.postgres;

import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Failures;
import dev.tidings.store.jdbc.keyed.ServerDialect;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's words. */
enum PostgresDialect implements ServerDialect {
    INSTANCE;

    /** A row for which there is no partition: a check violation of its own. */
    private static final String CHECK_VIOLATION = "23514";

    private static final String UNDEFINED_TABLE = "42P01";

    private static final String NO_PARTITION = "no partition of relation";

    @Override
    public String insertOrIgnore(String insert) {
        return insert + " ON CONFLICT DO NOTHING";
    }

    @Override
    public String insertOrUpdate(String insert, String key, String sets) {
        return insert + " ON CONFLICT (" + key + ") DO UPDATE SET " + sets.replace("new.", "excluded.");
    }

    @Override
    public String dueAt() {
        return "CASE WHEN d.status = 'sending' THEN coalesce(d.due_at, d.insert_lease_until) ELSE d.due_at END";
    }

    @Override
    public String deliveries(Way way) {
        return "deliveries d JOIN notifications n ON n.id = d.notification_id";
    }

    @Override
    public Condition open(Handle handle) {
        // Looked up first, so that the planner knows from the start which partitions it needs.
        String first = handle.createQuery(InsertLeases.FIRST)
                .mapTo(String.class)
                .findOne()
                .orElse(null);
        return first == null
                ? new Condition("d.due_at IS NOT NULL", Map.of())
                : new Condition("(d.due_at IS NOT NULL OR d.id >= :first)", Map.of("first", first));
    }

    @Override
    public String among(String column, int values) {
        return column + " = ANY (?)";
    }

    @Override
    public Binding bindAmong(Binding binding, Collection<String> values) throws SQLException {
        return binding.array("text", values.toArray(String[]::new));
    }

    @Override
    public @Nullable String advice(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return null;
        }
        return switch (state) {
            case "28P01", "28000" -> "the server refuses this user; check store.user and store.password";
            case "3D000" -> "there is no such database; create it, or name another in store.url";
            case "53100" -> "the server's disk is full; make room, nothing was written";
            case "53300" ->
                "the server has no connection left; raise its max_connections or lower store.pool on the nodes";
            case "25006" -> "the server is read-only, perhaps a standby; point store.url at the primary";
            case "57P01", "57P02", "57P03" -> "the server is starting or stopping";
            case "57014" -> "the server canceled the statement";
            default -> adviceByClass(state);
        };
    }

    private static @Nullable String adviceByClass(String state) {
        if (state.startsWith("08")) {
            return "the server cannot be reached";
        } else if (state.startsWith("53")) {
            return "the server lacks resources";
        } else if (state.startsWith("58")) {
            return "the server has trouble with its own files; see its log";
        } else if (state.startsWith("40")) {
            return "others kept getting in the way; try again";
        }
        return null;
    }

    static boolean missesPartition(Throwable failure) {
        return Failures.anySql(
                failure,
                sql -> CHECK_VIOLATION.equals(sql.getSQLState())
                        && String.valueOf(sql.getMessage()).contains(NO_PARTITION));
    }

    /** A partition that was named is not there: its day was over and dropped. */
    static boolean missesTable(Throwable failure) {
        return Failures.anySql(failure, sql -> UNDEFINED_TABLE.equals(sql.getSQLState()));
    }
}
