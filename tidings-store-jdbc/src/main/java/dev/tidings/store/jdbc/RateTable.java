package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.RateStore;
import dev.tidings.core.store.RateTake;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Limits sends per endpoint with the generic cell rate algorithm; a row contains the time of the next send. */
public final class RateTable implements RateStore {
    private static final Sql TAKE = Sql.of("""
        UPDATE endpoint_rates
        SET next_at_us = CASE WHEN next_at_us > :now THEN next_at_us ELSE :now END + :interval
        WHERE tenant = :tenant AND channel = :channel AND target = :target AND next_at_us <= :latest
        """);

    private static final DialectSql FIRST = DialectSql.of("""
        INSERT INTO endpoint_rates (tenant, channel, target, next_at_us)
        VALUES (:tenant, :channel, :target, :next)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO endpoint_rates (tenant, channel, target, next_at_us)
        VALUES (:tenant, :channel, :target, :next)
        """);

    private static final Sql NEXT = Sql.of("""
        SELECT next_at_us
        FROM endpoint_rates
        WHERE tenant = :tenant AND channel = :channel AND target = :target
        """);

    private static final Sql NEXT_OF_TARGETS = Sql.of("""
        SELECT target, next_at_us
        FROM endpoint_rates
        WHERE tenant = :tenant AND channel = :channel AND target IN ({:target})
        """);

    private static final Comparator<TargetKey> BY_KEY = Comparator.comparing(TargetKey::tenant)
            .thenComparing(TargetKey::channel)
            .thenComparing(TargetKey::target);
    private static final int TARGETS_PER_QUERY = 500;
    private static final int LOSSES = 3;
    private static final int NANOS_A_MICRO = 1_000;

    private final Database database;
    private final InstantSource clock;
    private final Sql first;

    public RateTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.first = database.dialect().of(FIRST);
    }

    @Override
    public List<Duration> take(List<RateTake> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        // In the order of keys, so that nodes do not deadlock.
        List<Integer> inOrder = IntStream.range(0, batch.size())
                .boxed()
                .sorted(Comparator.comparing(i -> batch.get(i).key(), BY_KEY))
                .toList();
        return database.write("limit the rate of sends", tx -> {
            long nowUs = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
            Duration[] waits = new Duration[batch.size()];
            for (int i : inOrder) {
                waits[i] = take(tx, batch.get(i), nowUs);
            }
            return List.of(waits);
        });
    }

    @Override
    public Map<TargetKey, Instant> nextSends(Collection<TargetKey> targets) {
        Map<TargetKey, List<TargetKey>> lanes = targets.stream()
                .distinct()
                .collect(Collectors.groupingBy(key -> new TargetKey(key.tenant(), key.channel(), "")));
        return database.read("read the rates of endpoints", tx -> {
            Map<TargetKey, Instant> next = new HashMap<>();
            for (Map.Entry<TargetKey, List<TargetKey>> lane : lanes.entrySet()) {
                List<TargetKey> all = lane.getValue();
                for (int from = 0; from < all.size(); from += TARGETS_PER_QUERY) {
                    next.putAll(nextSends(
                            tx, lane.getKey(), all.subList(from, Math.min(from + TARGETS_PER_QUERY, all.size()))));
                }
            }
            return next;
        });
    }

    private static Map<TargetKey, Instant> nextSends(Transaction tx, TargetKey lane, List<TargetKey> targets)
            throws SQLException {
        Map<TargetKey, Instant> next = HashMap.newHashMap(targets.size());
        try (ResultSet row = tx.prepared(NEXT_OF_TARGETS.repeat("target", targets.size()))
                .text("tenant", lane.tenant())
                .text("channel", lane.channel())
                .texts("target", targets.stream().map(TargetKey::target).toList())
                .query()) {
            while (row.next()) {
                next.put(
                        new TargetKey(lane.tenant(), lane.channel(), row.getString("target")),
                        Instant.EPOCH.plus(row.getLong("next_at_us"), ChronoUnit.MICROS));
            }
        }
        return next;
    }

    private Duration take(Transaction tx, RateTake wish, long nowUs) throws SQLException {
        for (int lost = 0; lost < LOSSES; lost++) {
            Duration wait = takeOnce(tx, wish, nowUs);
            if (wait != null) {
                return wait;
            }
        }
        return wish.interval();
    }

    /** Null if another node wrote in between; then it is retried. */
    private @Nullable Duration takeOnce(Transaction tx, RateTake wish, long nowUs) throws SQLException {
        long intervalUs = us(wish.interval());
        long latestUs = nowUs + us(wish.tolerance());
        int taken = keyed(tx.prepared(TAKE).number("now", nowUs).number("interval", intervalUs), wish.key())
                .number("latest", latestUs)
                .update();
        if (taken == 0) {
            taken = keyed(tx.prepared(first), wish.key())
                    .number("next", nowUs + intervalUs)
                    .update();
        }
        if (taken == 1) {
            return Duration.ZERO;
        }
        long waitUs = next(tx, wish.key()) - latestUs;
        return waitUs > 0 ? Duration.of(waitUs, ChronoUnit.MICROS) : null;
    }

    /** The time of the next send; long ago if there is no row. */
    private static long next(Transaction tx, TargetKey key) throws SQLException {
        return keyed(tx.prepared(NEXT), key)
                .first(row -> row.getLong("next_at_us"))
                .orElse(Long.MIN_VALUE / 2);
    }

    private static Binding keyed(Binding binding, TargetKey key) throws SQLException {
        return binding.text("tenant", key.tenant())
                .text("channel", key.channel())
                .text("target", key.target());
    }

    private static long us(Duration duration) {
        return duration.toNanos() / NANOS_A_MICRO;
    }
}
