package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Locks deliveries that are sending and reads their leases. */
final class MariaDbLeases {
    static final Sql LOCK = Sql.of("""
        SELECT d.id, d.lease_token, d.reason
        FROM deliveries d
        WHERE d.status = 'sending' AND d.id IN ({:id})
        FOR UPDATE
        """);

    /**
     * A lease.
     *
     * @param superseded whether the delivery's notification was replaced: it may end, but not wait
     */
    record Held(LeaseToken token, boolean superseded) {}

    private MariaDbLeases() {}

    /** Returns the sending deliveries among these, locked until the end of the transaction, in the order of ids. */
    static Map<DeliveryId, Held> lock(Transaction tx, Collection<DeliveryId> ids) throws SQLException {
        Map<DeliveryId, Held> leases = new HashMap<>();
        for (List<DeliveryId> some : StatementLists.pieces(new TreeSet<>(ids))) {
            try (ResultSet row =
                    tx.prepared(LOCK.repeat("id", some.size())).ids("id", some).query()) {
                while (row.next()) {
                    leases.put(
                            Columns.delivery(row, "id"),
                            new Held(new LeaseToken(row.getString("lease_token")), row.getString("reason") != null));
                }
            }
        }
        return leases;
    }
}
