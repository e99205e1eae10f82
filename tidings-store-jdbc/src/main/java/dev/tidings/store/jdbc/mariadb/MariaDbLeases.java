package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Locks deliveries that are sending and tells under which leases. */
final class MariaDbLeases {
    static final String SELECT = "SELECT d.id, d.lease_token FROM deliveries d WHERE d.status = 'sending' AND ";

    private MariaDbLeases() {}

    /** Those among these that are sending, locked until the end of the transaction, in the order of their ids. */
    static Map<DeliveryId, LeaseToken> lock(Transaction tx, Collection<DeliveryId> ids) throws SQLException {
        Map<DeliveryId, LeaseToken> leases = new HashMap<>();
        TreeSet<String> ordered = new TreeSet<>();
        ids.forEach(id -> ordered.add(id.value()));
        for (List<String> some : Lists.pieces(ordered)) {
            try (ResultSet row = MariaDbDialect.INSTANCE
                    .bindAmong(tx.prepared(lockSql(some.size())), some)
                    .query()) {
                while (row.next()) {
                    leases.put(new DeliveryId(row.getString(1)), new LeaseToken(row.getString(2)));
                }
            }
        }
        return leases;
    }

    static String lockSql(int ids) {
        return SELECT + MariaDbDialect.INSTANCE.among("d.id", ids) + " FOR UPDATE";
    }
}
