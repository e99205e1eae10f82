package dev.tidings.store.jdbc.postgres;

import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.DeliveryWay;
import dev.tidings.store.jdbc.Fault;
import dev.tidings.store.jdbc.SqlFailures;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.ServerDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** PostgreSQL's words. */
enum PostgresDialect implements ServerDialect {
    INSTANCE;

    /** A row for which there is no partition: a check violation of its own. */
    private static final String CHECK_VIOLATION = "23514";

    private static final String UNDEFINED_TABLE = "42P01";

    /** The advisory lock of who drops days. */
    static final String FORGETTING = "7305710916";

    private static final String DUE = "d.due_at IS NOT NULL";

    private static final String NO_PARTITION = "no partition of relation";

    @Override
    public String insertOrIgnore(String insert) {
        return insert + " ON CONFLICT DO NOTHING";
    }

    @Override
    public String sharing(String select) {
        return select + " FOR SHARE";
    }

    @Override
    public String locking(String select) {
        return select + " FOR UPDATE";
    }

    @Override
    public String insertOrUpdate(String insert, String key, String sets) {
        return insert + " ON CONFLICT (" + key + ") DO UPDATE SET " + sets.replace("new.", "excluded.");
    }

    /** Replays go on beside each other, and wait while a day is dropped. */
    @Override
    public void keepEnded(Transaction tx) throws SQLException {
        tx.prepared("SELECT pg_advisory_xact_lock_shared(" + FORGETTING + ")")
                .query()
                .close();
    }

    /** Locked where they are found: otherwise a row that was changed meanwhile, and is needed again, would go. */
    @Override
    public String deleteSome(String table, String key, String condition, String order) {
        return "WITH old AS MATERIALIZED (SELECT " + key + " FROM " + table + " WHERE " + condition + " ORDER BY "
                + order
                + " LIMIT ? FOR UPDATE SKIP LOCKED) DELETE FROM " + table + " WHERE (" + key + ") IN (SELECT " + key
                + " FROM old)";
    }

    @Override
    public String dueAt() {
        return "CASE WHEN d.status = 'sending' THEN coalesce(d.due_at, d.insert_lease_until) ELSE d.due_at END";
    }

    @Override
    public String deliveries(DeliveryWay way) {
        return "deliveries d";
    }

    @Override
    public String withNotifications(DeliveryWay way) {
        return "deliveries d JOIN notifications n ON n.id = d.notification_id";
    }

    @Override
    public boolean inOrder(DeliveryWay way) {
        return way != DeliveryWay.OPEN && way != DeliveryWay.OF_NOTIFICATION;
    }

    @Override
    public String notSent() {
        return "d.not_sent";
    }

    @Override
    public Condition open(Handle handle) {
        // Looked up first, so that the planner knows from the start which partitions it needs.
        String first = handle.createQuery(InsertLeases.FIRST)
                .mapTo(String.class)
                .findOne()
                .orElse(null);
        return first == null
                ? new Condition(DUE, Map.of())
                : new Condition("(" + DUE + " OR d.id >= :first)", DUE, Map.of("first", first));
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
    public void stop(Connection connection) throws SQLException {
        connection.unwrap(PGConnection.class).cancelQuery();
    }

    @Override
    public @Nullable Fault fault(SQLException failure) {
        return PostgresFaults.of(failure);
    }

    static boolean missesPartition(Throwable failure) {
        return SqlFailures.anySql(
                failure,
                sql -> CHECK_VIOLATION.equals(sql.getSQLState())
                        && String.valueOf(sql.getMessage()).contains(NO_PARTITION));
    }

    /** A partition that was named is not there: its day was over and dropped. */
    static boolean missesTable(Throwable failure) {
        return SqlFailures.anySql(failure, sql -> UNDEFINED_TABLE.equals(sql.getSQLState()));
    }
}
