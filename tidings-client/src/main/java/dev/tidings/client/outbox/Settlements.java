package dev.tidings.client.outbox;

import dev.tidings.client.Backoff;
import dev.tidings.client.submit.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/** Records the results of claimed rows and releases the rows that waited behind them. */
final class Settlements {
    private static final int ERROR_CHARS = 2_000;
    private static final int CODE_CHARS = 64;

    private final Transactions transactions;
    private final OutboxSql sql;
    private final KeyRelease release;
    private final AfterDead afterDead;
    private final Backoff backoff;

    Settlements(Transactions transactions, OutboxSql sql, AfterDead afterDead, Backoff backoff) {
        this.transactions = transactions;
        this.sql = sql;
        this.release = new KeyRelease(transactions, sql);
        this.afterDead = afterDead;
        this.backoff = backoff;
    }

    /** Groups rows that get the same delay. */
    private record Wait(Problem problem, int attempts) {}

    /** @param heldBack the keys to release after the commit */
    private record Settled(int rows, Set<String> heldBack) {}

    /**
     * Settles all rows of a claim in one transaction.
     *
     * @return how many of them were still under its lease
     */
    int settle(Claim claim, List<Shipment> shipments) throws SQLException {
        List<Long> shipped = new ArrayList<>();
        Map<Problem, List<Long>> refused = new LinkedHashMap<>();
        Map<Wait, List<Long>> later = new LinkedHashMap<>();
        Set<String> freed = new TreeSet<>();
        for (int i = 0; i < shipments.size(); i++) {
            OutboxRow row = claim.rows().get(i);
            Shipment shipment = shipments.get(i);
            if (shipment instanceof Shipment.Later postponed) {
                later.computeIfAbsent(new Wait(postponed.problem(), row.attempts()), same -> new ArrayList<>())
                        .add(row.id());
                continue;
            }
            boolean dead = shipment instanceof Shipment.Refused;
            if (row.orderingKey() != null && !(dead && afterDead == AfterDead.KEY_WAITS)) {
                freed.add(row.orderingKey());
            }
            if (shipment instanceof Shipment.Refused refusal) {
                refused.computeIfAbsent(refusal.problem(), same -> new ArrayList<>())
                        .add(row.id());
            } else {
                shipped.add(row.id());
            }
        }
        Settled settlement = transactions.run((connection, dialect) -> {
            int settled = shipped.isEmpty()
                    ? 0
                    : Statements.update(connection, sql.remove(), Map.of("token", claim.token(), "ids", shipped));
            if (!refused.isEmpty() || !later.isEmpty()) {
                long now = Statements.number(connection, sql.now(dialect));
                settled += bury(connection, now, claim.token(), refused);
                settled += postpone(connection, now, claim.token(), later);
            }
            return new Settled(settled, release.within(connection, dialect, freed));
        });
        release.afterCommit(settlement.heldBack());
        return settlement.rows();
    }

    private int bury(Connection connection, long now, String token, Map<Problem, List<Long>> refused)
            throws SQLException {
        int settled = 0;
        for (Map.Entry<Problem, List<Long>> each : refused.entrySet()) {
            Problem problem = each.getKey();
            settled += Statements.update(
                    connection,
                    sql.bury(),
                    Map.of(
                            "code",
                            code(problem),
                            "error",
                            text(problem),
                            "now",
                            now,
                            "token",
                            token,
                            "ids",
                            each.getValue()));
        }
        return settled;
    }

    private int postpone(Connection connection, long now, String token, Map<Wait, List<Long>> later)
            throws SQLException {
        int settled = 0;
        for (Map.Entry<Wait, List<Long>> each : later.entrySet()) {
            Problem problem = each.getKey().problem();
            settled += Statements.update(
                    connection,
                    sql.postpone(),
                    Map.of(
                            "code",
                            code(problem),
                            "error",
                            text(problem),
                            "available",
                            now + delay(each.getKey()).toMillis(),
                            "token",
                            token,
                            "ids",
                            each.getValue()));
        }
        return settled;
    }

    private Duration delay(Wait wait) {
        Duration delay = backoff.delay(wait.attempts(), ThreadLocalRandom.current());
        Duration asked = wait.problem().retryAfter();
        return asked != null && asked.compareTo(delay) > 0 ? asked : delay;
    }

    private static String code(Problem problem) {
        return cut(problem.code(), CODE_CHARS);
    }

    private static String text(Problem problem) {
        return cut(problem.message(), ERROR_CHARS);
    }

    /** Also replaces NUL, which PostgreSQL cannot store. */
    private static String cut(String text, int most) {
        String clean = text.replace('\0', ' ');
        return clean.length() > most ? clean.substring(0, most) : clean;
    }

    /** Releases waiting rows with no row in front of them, which manual deletes can leave behind. */
    int freeStranded() throws SQLException {
        return transactions.run((connection, dialect) -> {
            List<Long> ids =
                    Statements.query(connection, sql.stranded(), Map.of("passed", sql.passed()), row -> row.getLong(1));
            return ids.isEmpty() ? 0 : Statements.update(connection, sql.free(), Map.of("ids", ids));
        });
    }
}
