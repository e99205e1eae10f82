package dev.tidings.client.outbox;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Claims due rows. A row behind an earlier one of its ordering key is parked: later claims skip it until the earlier
 * row is gone ({@link Settlements}).
 */
final class Claims {
    private final Transactions transactions;
    private final OutboxSql sql;

    Claims(Transactions transactions, OutboxSql sql) {
        this.transactions = transactions;
        this.sql = sql;
    }

    private record Candidate(OutboxRow row, @Nullable Long head, long nowMillis) {
        boolean leads() {
            return row.orderingKey() == null || (head != null && head == row.id());
        }
    }

    Claim claim(String owner, String token, int limit, Duration lease) throws SQLException {
        return transactions.run((connection, dialect) -> {
            List<Candidate> candidates = Statements.query(
                    connection,
                    sql.candidates(dialect),
                    Map.of("limit", limit, "passed", sql.passed()),
                    Claims::candidate);
            List<OutboxRow> leading = candidates.stream()
                    .filter(Candidate::leads)
                    .map(Candidate::row)
                    .toList();
            List<Long> behind = behind(connection, dialect, candidates);
            if (!leading.isEmpty()) {
                List<Long> ids = leading.stream().map(OutboxRow::id).toList();
                long expires = candidates.get(0).nowMillis() + lease.toMillis();
                int unused = Statements.update(
                        connection,
                        sql.lease(),
                        Map.of("owner", owner, "token", token, "expires", expires, "ids", ids));
            }
            if (!behind.isEmpty()) {
                int unused = Statements.update(connection, sql.park(), Map.of("ids", behind));
            }
            return new Claim(token, leading, behind.size());
        });
    }

    /**
     * Returns the rows to park. The row in front is locked meanwhile: the transaction that removes it makes the next
     * row claimable, and would miss a row parked at the same moment. When another transaction holds the row in front,
     * the row behind it stays as it is until the next claim.
     */
    private List<Long> behind(Connection connection, OutboxDialect dialect, List<Candidate> candidates)
            throws SQLException {
        Set<Long> held =
                candidates.stream().map(each -> each.row().id()).collect(Collectors.toCollection(HashSet::new));
        Set<Long> others = new TreeSet<>();
        for (Candidate candidate : candidates) {
            if (!candidate.leads() && candidate.head() != null && !held.contains(candidate.head())) {
                others.add(candidate.head());
            }
        }
        if (!others.isEmpty()) {
            held.addAll(Statements.query(connection, sql.hold(dialect), Map.of("ids", others), row -> row.getLong(1)));
        }
        List<Long> behind = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (!candidate.leads() && candidate.head() != null && held.contains(candidate.head())) {
                behind.add(candidate.row().id());
            }
        }
        return behind;
    }

    private static Candidate candidate(ResultSet row) throws SQLException {
        long head = row.getLong("head");
        Long known = row.wasNull() ? null : head;
        return new Candidate(
                new OutboxRow(
                        row.getLong("id"),
                        row.getString("idempotency_key"),
                        row.getString("ordering_key"),
                        row.getString("intent"),
                        row.getString("traceparent"),
                        row.getString("tracestate"),
                        row.getInt("attempts") + 1,
                        Instant.ofEpochMilli(row.getLong("created_at_ms"))),
                known,
                row.getLong("now_ms"));
    }
}
