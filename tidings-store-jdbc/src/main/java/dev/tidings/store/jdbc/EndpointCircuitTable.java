package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.EndpointHealthStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What all nodes know of endpoints in trouble. */
public final class EndpointCircuitTable implements EndpointHealthStore {
    private static final String KEY = " WHERE tenant = ? AND recipient = ? AND channel = ?";
    private static final String SELECT =
            "SELECT tenant, recipient, channel, reason, opened, not_before, changed_at FROM endpoint_troubles";
    private static final String FIND = SELECT + KEY;
    private static final String INSERT =
            "INSERT INTO endpoint_troubles (tenant, recipient, channel, reason, opened, not_before, changed_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?)";
    // The reason is set first: some dialects show later assignments what earlier ones wrote.
    private static final String JOIN = "reason = CASE WHEN new.not_before > endpoint_troubles.not_before"
            + " THEN new.reason ELSE endpoint_troubles.reason END,"
            + " opened = CASE WHEN new.opened > endpoint_troubles.opened"
            + " THEN new.opened ELSE endpoint_troubles.opened END,"
            + " not_before = CASE WHEN new.not_before > endpoint_troubles.not_before"
            + " THEN new.not_before ELSE endpoint_troubles.not_before END,"
            + " changed_at = CASE WHEN new.changed_at > endpoint_troubles.changed_at"
            + " THEN new.changed_at ELSE endpoint_troubles.changed_at + 1 END";
    /** Later than the change before, whatever the clocks of nodes say. */
    private static final String CHANGED = "changed_at = CASE WHEN changed_at < ? THEN ? ELSE changed_at + 1 END";

    private static final String PROBE =
            "UPDATE endpoint_troubles SET not_before = ?, " + CHANGED + KEY + " AND opened > 0 AND not_before <= ?";
    private static final String REOPEN = "UPDATE endpoint_troubles SET reason = ?, opened = ?, not_before = ?, "
            + CHANGED + KEY + " AND changed_at = ? AND opened > 0";
    private static final String RECOVERED =
            "UPDATE endpoint_troubles SET reason = 'recovered', opened = 0, not_before = 0, " + CHANGED + KEY
                    + " AND changed_at = ? AND opened > 0";
    private static final String UNBLOCK =
            "UPDATE endpoint_troubles SET reason = 'recovered', opened = 0, not_before = 0, " + CHANGED + KEY
                    + " AND (opened > 0 OR not_before > ?)";
    private static final int RECIPIENTS_A_QUERY = 500;
    private static final String OF_RECIPIENTS = SELECT + " WHERE tenant = :tenant AND recipient IN (<recipients>)"
            + " AND (opened > 0 OR not_before > :now) ORDER BY recipient, channel";
    public static final String SINCE = SELECT + " WHERE changed_at >= ? ORDER BY changed_at LIMIT ?";

    private final Database database;
    private final InstantSource clock;
    private final String block;

    public EndpointCircuitTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.block = database.dialect().insertOrUpdate(INSERT, "tenant, recipient, channel", JOIN);
    }

    @Override
    public EndpointCircuit block(EndpointKey key, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return database.write("leave an endpoint alone", tx -> {
            Instant now = clock.instant();
            keyed(tx.prepared(block), key)
                    .text(reason.code())
                    .number(opened)
                    .timeAfter(now, duration)
                    .time(now)
                    .update();
            return find(tx, key);
        });
    }

    @Override
    public @Nullable EndpointCircuit probe(EndpointKey key, Duration window) {
        return database.write("ask to probe an endpoint", tx -> {
            Instant now = clock.instant();
            int won = keyed(tx.prepared(PROBE).timeAfter(now, window).time(now).time(now), key)
                    .time(now)
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
                    .text(reason.code())
                    .number(opened)
                    .timeAfter(now, duration)
                    .time(now)
                    .time(now);
            int reopened = keyed(change, probed.key()).time(probed.changedAt()).update();
            return reopened == 1 ? find(tx, probed.key()) : null;
        });
    }

    @Override
    public @Nullable EndpointCircuit recovered(EndpointCircuit probed) {
        return database.write("end the trouble of an endpoint", tx -> {
            Instant now = clock.instant();
            int ended = keyed(tx.prepared(RECOVERED).time(now).time(now), probed.key())
                    .time(probed.changedAt())
                    .update();
            return ended == 1 ? find(tx, probed.key()) : null;
        });
    }

    @Override
    public @Nullable EndpointCircuit unblock(EndpointKey key) {
        return database.write("unblock an endpoint", tx -> {
            Instant now = clock.instant();
            int ended = keyed(tx.prepared(UNBLOCK).time(now).time(now), key)
                    .time(now)
                    .update();
            return ended == 1 ? find(tx, key) : null;
        });
    }

    @Override
    public List<EndpointCircuit> circuitsOf(String tenant, Collection<String> recipients) {
        List<String> wanted = List.copyOf(new TreeSet<>(recipients));
        return database.read("look for the troubles of recipients' endpoints", handle -> {
            List<EndpointCircuit> found = new ArrayList<>();
            for (int from = 0; from < wanted.size(); from += RECIPIENTS_A_QUERY) {
                handle.createQuery(OF_RECIPIENTS)
                        .bind("tenant", tenant)
                        .bindList(
                                "recipients", wanted.subList(from, Math.min(from + RECIPIENTS_A_QUERY, wanted.size())))
                        .bind("now", clock.instant().toEpochMilli())
                        .map((row, context) -> read(row))
                        .forEach(found::add);
            }
            return found;
        });
    }

    @Override
    public List<EndpointCircuit> circuitsSince(Instant since, int limit) {
        return database.read("look for endpoints in trouble", handle -> {
            try (var statement = handle.getConnection().prepareStatement(SINCE);
                    ResultSet row =
                            new Binding(statement).time(since).number(limit).query()) {
                return all(row);
            }
        });
    }

    private static List<EndpointCircuit> all(ResultSet row) throws SQLException {
        List<EndpointCircuit> found = new ArrayList<>();
        while (row.next()) {
            found.add(read(row));
        }
        return found;
    }

    private static EndpointCircuit find(Transaction tx, EndpointKey key) throws SQLException {
        try (ResultSet row = keyed(tx.prepared(FIND), key).query()) {
            row.next();
            return read(row);
        }
    }

    private static Binding keyed(Binding binding, EndpointKey key) throws SQLException {
        return binding.text(key.tenant()).text(key.recipient()).text(key.channel());
    }

    private static EndpointCircuit read(ResultSet row) throws SQLException {
        return new EndpointCircuit(
                new EndpointKey(row.getString("tenant"), row.getString("recipient"), row.getString("channel")),
                EndpointCircuit.Reason.ofCode(row.getString("reason")),
                row.getInt("opened"),
                Columns.time(row, "not_before"),
                Columns.time(row, "changed_at"));
    }
}
