package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.DeliveryId;
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
        SELECT d.id, d.lease_token
        FROM deliveries d
        WHERE d.status = 'sending' AND d.id IN ({:id})
        FOR UPDATE
        """);

    private MariaDbLeases() {}

    /** Returns the sending deliveries among these, locked until the end of the transaction, in the order of ids. */
    static Map<DeliveryId, LeaseToken> lock(Transaction tx, Collection<DeliveryId> ids) throws SQLException {
        Map<DeliveryId, LeaseToken> leases = new HashMap<>();
        TreeSet<String> ordered = new TreeSet<>();
        ids.forEach(id -> ordered.add(id.value()));
        for (List<String> some : StatementLists.pieces(ordered)) {
            try (ResultSet row = tx.prepared(LOCK.repeat("id", some.size()))
                    .texts("id", some)
                    .query()) {
                while (row.next()) {
                    leases.put(new DeliveryId(row.getString("id")), new LeaseToken(row.getString("lease_token")));
                }
            }
        }
        return leases;
    }
}
