package dev.tidings.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The due deliveries of a channel where expired leases are a range of their own in the index of due times, and are not found by
 * tenant.
 */
public record DueRows<T>(
        Statements statements, Transaction tx, String channel, Instant now, Binding.RowReader<T> reader)
        implements TenantShares.DueByTenant<T> {
    /**
     * @param due selects by {@code :channel}, {@code :leased}, {@code :now} and {@code :limit}
     * @param tenants selects each tenant, and whether it has something due, by {@code :after}, {@code :most}, {@code :channel}
     *     and {@code :now}
     * @param ofTenant selects by {@code :tenant}, {@code :channel}, {@code :now} and {@code :limit}
     */
    public record Statements(Sql due, Sql tenants, Sql ofTenant) {}

    @Override
    public List<T> oldest(int limit) throws SQLException {
        return longest(false, limit);
    }

    @Override
    public List<T> lapsed(int limit) throws SQLException {
        return longest(true, limit);
    }

    private List<T> longest(boolean leased, int limit) throws SQLException {
        return tx.prepared(statements.due())
                .text("channel", channel)
                .number("leased", leased ? 1 : 0)
                .time("now", now)
                .number("limit", limit)
                .list(reader);
    }

    @Override
    public List<TenantShares.Candidate> tenantsAfter(String tenant) throws SQLException {
        return tx.prepared(statements.tenants())
                .text("after", tenant)
                .number("most", TenantShares.LOOKED_AT)
                .text("channel", channel)
                .time("now", now)
                .list(row -> new TenantShares.Candidate(row.getString("tenant"), row.getBoolean("due")));
    }

    @Override
    public List<T> ofEach(Map<String, Integer> shares) throws SQLException {
        List<T> due = new ArrayList<>();
        for (Map.Entry<String, Integer> share : shares.entrySet()) {
            due.addAll(tx.prepared(statements.ofTenant())
                    .text("tenant", share.getKey())
                    .text("channel", channel)
                    .time("now", now)
                    .number("limit", share.getValue())
                    .list(reader));
        }
        return due;
    }
}
