package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.ProviderCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.EndpointHealthStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The circuits of endpoints, shared by all nodes. Each change has a later time than the previous one, regardless of
 * the clocks of nodes.
 */
public final class EndpointCircuitTable implements EndpointHealthStore {
    private static final int TARGETS_PER_QUERY = 500;

    private static final Sql FIND = Sql.of("""
        SELECT tenant, channel, target, reason, opened, not_before, changed_at
        FROM endpoint_circuits
        WHERE tenant = :tenant AND channel = :channel AND target = :target
        """);

    // The beginning and the reason are set first, since in MariaDB later assignments see the values of earlier ones.
    private static final DialectSql BLOCK = DialectSql.of("""
        INSERT INTO endpoint_circuits (tenant, channel, target, reason, opened, not_before, changed_at, since)
        VALUES (:tenant, :channel, :target, :reason, :opened, :notBefore, :now, :now)
        ON CONFLICT (tenant, channel, target) DO UPDATE SET
            since = CASE WHEN endpoint_circuits.opened > 0 OR endpoint_circuits.not_before > excluded.since
                THEN endpoint_circuits.since ELSE excluded.since END,
            reason = CASE WHEN excluded.not_before > endpoint_circuits.not_before
                THEN excluded.reason ELSE endpoint_circuits.reason END,
            opened = CASE WHEN excluded.opened > endpoint_circuits.opened
                THEN excluded.opened ELSE endpoint_circuits.opened END,
            not_before = CASE WHEN excluded.not_before > endpoint_circuits.not_before
                THEN excluded.not_before ELSE endpoint_circuits.not_before END,
            changed_at = CASE WHEN excluded.changed_at > endpoint_circuits.changed_at
                THEN excluded.changed_at ELSE endpoint_circuits.changed_at + 1 END
        """, """
        INSERT INTO endpoint_circuits (tenant, channel, target, reason, opened, not_before, changed_at, since)
        VALUES (:tenant, :channel, :target, :reason, :opened, :notBefore, :now, :now)
        ON DUPLICATE KEY UPDATE
            since = CASE WHEN endpoint_circuits.opened > 0 OR endpoint_circuits.not_before > VALUES(since)
                THEN endpoint_circuits.since ELSE VALUES(since) END,
            reason = CASE WHEN VALUES(not_before) > endpoint_circuits.not_before
                THEN VALUES(reason) ELSE endpoint_circuits.reason END,
            opened = CASE WHEN VALUES(opened) > endpoint_circuits.opened
                THEN VALUES(opened) ELSE endpoint_circuits.opened END,
            not_before = CASE WHEN VALUES(not_before) > endpoint_circuits.not_before
                THEN VALUES(not_before) ELSE endpoint_circuits.not_before END,
            changed_at = CASE WHEN VALUES(changed_at) > endpoint_circuits.changed_at
                THEN VALUES(changed_at) ELSE endpoint_circuits.changed_at + 1 END
        """);

    private static final Sql PROBE = Sql.of("""
        UPDATE endpoint_circuits
        SET not_before = :until,
            changed_at = CASE WHEN changed_at < :now THEN :now ELSE changed_at + 1 END
        WHERE tenant = :tenant AND channel = :channel AND target = :target
            AND opened > 0 AND not_before <= :now
        """);

    private static final Sql REOPEN = Sql.of("""
        UPDATE endpoint_circuits
        SET reason = :reason, opened = :opened, not_before = :notBefore,
            changed_at = CASE WHEN changed_at < :now THEN :now ELSE changed_at + 1 END
        WHERE tenant = :tenant AND channel = :channel AND target = :target
            AND changed_at = :probedAt AND opened > 0
        """);

    private static final Sql RECOVERED = Sql.of("""
        UPDATE endpoint_circuits
        SET reason = 'recovered', opened = 0, not_before = 0,
            changed_at = CASE WHEN changed_at < :now THEN :now ELSE changed_at + 1 END
        WHERE tenant = :tenant AND channel = :channel AND target = :target
            AND changed_at = :probedAt AND opened > 0
        """);

    private static final Sql UNBLOCK = Sql.of("""
        UPDATE endpoint_circuits
        SET reason = 'recovered', opened = 0, not_before = 0,
            changed_at = CASE WHEN changed_at < :now THEN :now ELSE changed_at + 1 END
        WHERE tenant = :tenant AND channel = :channel AND target = :target
            AND (opened > 0 OR not_before > :now)
        """);

    private static final Sql OF_TARGETS = Sql.of("""
        SELECT tenant, channel, target, reason, opened, not_before, changed_at
        FROM endpoint_circuits
        WHERE tenant = :tenant AND channel = :channel AND target IN ({:target}) AND (opened > 0 OR not_before > :now)
        ORDER BY target
        """);

    public static final Sql PROVIDERS = Sql.of("""
        SELECT tenant, channel, target, reason, opened, not_before, changed_at, since, last_error
        FROM endpoint_circuits
        WHERE tenant = '' AND (opened > 0 OR not_before > :now)
        ORDER BY channel, target
        LIMIT :limit
        """);

    private static final Sql EXISTS = Sql.of("""
        SELECT 1 FROM endpoint_circuits WHERE tenant = :tenant AND channel = :channel AND target = :target
        """);

    private static final Sql LAST_ERROR = Sql.of("""
        UPDATE endpoint_circuits
        SET last_error = :error
        WHERE tenant = :tenant AND channel = :channel AND target = :target
        """);

    public static final Sql SINCE = Sql.of("""
        SELECT tenant, channel, target, reason, opened, not_before, changed_at
        FROM endpoint_circuits
        WHERE changed_at >= :since
        ORDER BY changed_at
        LIMIT :limit
        """);

    private final Database database;
    private final InstantSource clock;
    private final Sql block;

    /** The targets of one tenant on one channel. */
    private record Lane(String tenant, String channel) implements Comparable<Lane> {
        private static final Comparator<Lane> ORDER =
                Comparator.comparing(Lane::tenant).thenComparing(Lane::channel);

        @Override
        public int compareTo(Lane other) {
            return ORDER.compare(this, other);
        }
    }

    public EndpointCircuitTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.block = database.dialect().of(BLOCK);
    }

    @Override
    public EndpointCircuit block(TargetKey key, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return database.write("block an endpoint", tx -> {
            Instant now = clock.instant();
            keyed(tx.prepared(block), key)
                    .text("reason", reason.code())
                    .number("opened", opened)
                    .timeAfter("notBefore", now, duration)
                    .time("now", now)
                    .update();
            return find(tx, key);
        });
    }

    @Override
    public @Nullable EndpointCircuit probe(TargetKey key, Duration window) {
        return database.write("take the probe of an endpoint", tx -> {
            Instant now = clock.instant();
            int won = keyed(tx.prepared(PROBE).timeAfter("until", now, window).time("now", now), key)
                    .update();
            return won == 1 ? find(tx, key) : null;
        });
    }

    @Override
    public @Nullable EndpointCircuit reopen(
            EndpointCircuit probed, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return database.write("open the circuit of an endpoint again", tx -> {
            Instant now = clock.instant();
            Binding change = tx.prepared(REOPEN)
                    .text("reason", reason.code())
                    .number("opened", opened)
                    .timeAfter("notBefore", now, duration)
                    .time("now", now);
            int reopened = keyed(change, probed.key())
                    .time("probedAt", probed.changedAt())
                    .update();
            return reopened == 1 ? find(tx, probed.key()) : null;
        });
    }

    @Override
    public @Nullable EndpointCircuit recovered(EndpointCircuit probed) {
        return database.write("close the circuit of an endpoint", tx -> {
            Instant now = clock.instant();
            int ended = keyed(tx.prepared(RECOVERED).time("now", now), probed.key())
                    .time("probedAt", probed.changedAt())
                    .update();
            return ended == 1 ? find(tx, probed.key()) : null;
        });
    }

    @Override
    public @Nullable EndpointCircuit unblock(TargetKey key) {
        return database.write("unblock an endpoint", tx -> {
            Instant now = clock.instant();
            int ended = keyed(tx.prepared(UNBLOCK).time("now", now), key).update();
            return ended == 1 ? find(tx, key) : null;
        });
    }

    @Override
    public List<EndpointCircuit> circuitsOf(Collection<TargetKey> targets) {
        Map<Lane, Set<String>> wanted = new TreeMap<>();
        for (TargetKey key : targets) {
            wanted.computeIfAbsent(new Lane(key.tenant(), key.channel()), lane -> new TreeSet<>())
                    .add(key.target());
        }
        return database.read("read circuits", tx -> {
            List<EndpointCircuit> found = new ArrayList<>();
            for (Map.Entry<Lane, Set<String>> one : wanted.entrySet()) {
                List<String> all = List.copyOf(one.getValue());
                for (int from = 0; from < all.size(); from += TARGETS_PER_QUERY) {
                    List<String> some = all.subList(from, Math.min(from + TARGETS_PER_QUERY, all.size()));
                    found.addAll(tx.prepared(OF_TARGETS.repeat("target", some.size()))
                            .text("tenant", one.getKey().tenant())
                            .text("channel", one.getKey().channel())
                            .texts("target", some)
                            .time("now", clock.instant())
                            .list(EndpointCircuitTable::read));
                }
            }
            return found;
        });
    }

    @Override
    public List<EndpointCircuit> circuitsSince(Instant since, int limit) {
        return database.read(
                "read the circuits of endpoints",
                tx -> tx.prepared(SINCE)
                        .time("since", since)
                        .number("limit", limit)
                        .list(EndpointCircuitTable::read));
    }

    @Override
    public void recordError(TargetKey provider, String error) {
        database.write(
                "record the error of a provider",
                tx -> keyed(tx.prepared(LAST_ERROR).text("error", error), provider)
                        .update());
    }

    @Override
    public List<ProviderCircuit> providers(int limit) {
        return database.read(
                "list blocked providers",
                tx -> tx.prepared(PROVIDERS)
                        .time("now", clock.instant())
                        .number("limit", limit)
                        .list(row -> new ProviderCircuit(
                                read(row), Columns.time(row, "since"), row.getString("last_error"))));
    }

    @Override
    public boolean known(TargetKey key) {
        return database.read(
                "look for a circuit", tx -> keyed(tx.prepared(EXISTS), key).exists());
    }

    private static EndpointCircuit find(Transaction tx, TargetKey key) throws SQLException {
        return keyed(tx.prepared(FIND), key).one(EndpointCircuitTable::read);
    }

    private static Binding keyed(Binding binding, TargetKey key) throws SQLException {
        return binding.text("tenant", key.tenant())
                .text("channel", key.channel())
                .text("target", key.target());
    }

    private static EndpointCircuit read(ResultSet row) throws SQLException {
        return new EndpointCircuit(
                new TargetKey(row.getString("tenant"), row.getString("channel"), row.getString("target")),
                EndpointCircuit.Reason.ofCode(row.getString("reason")),
                row.getInt("opened"),
                Columns.time(row, "not_before"),
                Columns.time(row, "changed_at"));
    }
}
