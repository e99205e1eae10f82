package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCondition;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.store.EndpointFilter;
import dev.tidings.core.store.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pages of a tenant's endpoints. A page first looks at the narrow columns of a bounded window of rows, and reads and decrypts
 * only the endpoints that it returns.
 */
final class EndpointListing {
    /** The maximum number of endpoints that a page examines. */
    static final int WINDOW = 1_000;

    private static final String ENDPOINTS = "endpoints";

    private static final String ROWS = """
        SELECT e.id, e.tenant, e.channel, e.failing_since
        FROM endpoints e
        WHERE %conditions%
        ORDER BY e.id
        LIMIT :rows
        """;

    private static final String END = """
        SELECT e.id
        FROM endpoints e
        WHERE %conditions%
        ORDER BY e.id
        LIMIT 1 OFFSET :steps
        """;

    private static final Sql OPEN_CIRCUITS = Sql.of("""
        SELECT tenant, channel, target
        FROM endpoint_circuits
        WHERE tenant = :tenant AND channel = :channel AND target IN ({:target}) AND opened > 0
        """);

    private static final Sql OF_IDS = Sql.of("""
        SELECT id, tenant, recipient, channel, name, address, types, metadata, enabled, disabled_reason, paused_until,
            secrets, auth, settings,
            failing_since, failed_attempts, test_status, test_error, tested_at, created_at, updated_at, version
        FROM endpoints
        WHERE tenant = :tenant AND id IN ({:id})
        ORDER BY id
        """);

    private final EndpointRows rows;

    EndpointListing(EndpointRows rows) {
        this.rows = rows;
    }

    /** The columns that a filter by health needs. */
    private record Candidate(EndpointId id, TargetKey target, boolean failing) {}

    Page<Endpoint> page(Transaction tx, EndpointFilter filter, @Nullable String cursor, int limit) throws SQLException {
        EndpointId after = cursor == null ? null : position(cursor);
        EndpointId end = filter.recipient() == null ? end(tx, filter, after) : null;
        int room = filter.health() == null ? limit + 1 : WINDOW;
        List<Candidate> examined = candidates(tx, filter, after, end, room);
        List<EndpointId> found = ofHealth(tx, filter, examined);
        if (found.size() > limit) {
            List<EndpointId> shown = found.subList(0, limit);
            return new Page<>(read(tx, filter.tenant(), shown), cursor(shown.getLast()));
        }
        EndpointId reached = examined.size() == room ? examined.getLast().id() : end;
        return new Page<>(read(tx, filter.tenant(), found), reached == null ? null : cursor(reached));
    }

    /** The last endpoint of a full window; null if fewer endpoints are left. */
    private static @Nullable EndpointId end(Transaction tx, EndpointFilter filter, @Nullable EndpointId after)
            throws SQLException {
        Conditions where = ofTenant(filter, after);
        return where.bind(tx.prepared(where.in(END)))
                .number("steps", WINDOW - 1)
                .first(EndpointListing::id)
                .orElse(null);
    }

    private static List<Candidate> candidates(
            Transaction tx, EndpointFilter filter, @Nullable EndpointId after, @Nullable EndpointId end, int room)
            throws SQLException {
        Conditions where = ofTenant(filter, after)
                .equal("e.recipient", "recipient", filter.recipient())
                .equal("e.channel", "channel", filter.channel());
        if (end != null) {
            where.and("e.id <= :end").set("end", end);
        }
        if (filter.enabled() != null) {
            where.and("e.enabled = :enabled");
        }
        Binding query = where.bind(tx.prepared(where.in(ROWS))).number("rows", room);
        return (filter.enabled() == null ? query : query.flag("enabled", filter.enabled()))
                .list(row -> new Candidate(
                        id(row),
                        new TargetKey(row.getString("tenant"), row.getString("channel"), id(row).value()),
                        Columns.timeOrNull(row, "failing_since") != null));
    }

    private static Conditions ofTenant(EndpointFilter filter, @Nullable EndpointId after) {
        Conditions where = new Conditions("e.tenant = :tenant").set("tenant", filter.tenant());
        return after == null ? where : where.and("e.id > :after").set("after", after);
    }

    private static List<EndpointId> ofHealth(Transaction tx, EndpointFilter filter, List<Candidate> examined)
            throws SQLException {
        EndpointCondition wanted = filter.health();
        if (wanted == null) {
            return examined.stream().map(Candidate::id).toList();
        }
        Set<TargetKey> open = openCircuits(tx, filter.tenant(), examined);
        return examined.stream()
                .filter(one -> EndpointCondition.of(one.failing(), open.contains(one.target())) == wanted)
                .map(Candidate::id)
                .toList();
    }

    private static Set<TargetKey> openCircuits(Transaction tx, String tenant, List<Candidate> examined)
            throws SQLException {
        Map<String, List<String>> byChannel = examined.stream()
                .map(Candidate::target)
                .collect(Collectors.groupingBy(
                        TargetKey::channel, Collectors.mapping(TargetKey::target, Collectors.toList())));
        Set<TargetKey> open = new HashSet<>();
        for (Map.Entry<String, List<String>> some : byChannel.entrySet()) {
            open.addAll(
                    tx.prepared(OPEN_CIRCUITS.repeat("target", some.getValue().size()))
                            .text("tenant", tenant)
                            .text("channel", some.getKey())
                            .texts("target", some.getValue())
                            .list(row -> new TargetKey(
                                    row.getString("tenant"), row.getString("channel"), row.getString("target"))));
        }
        return open;
    }

    private List<Endpoint> read(Transaction tx, String tenant, List<EndpointId> ids) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        Binding query = tx.prepared(OF_IDS.repeat("id", ids.size())).text("tenant", tenant);
        for (EndpointId id : ids) {
            query.id("id", id);
        }
        return query.list(rows::read);
    }

    private static EndpointId id(ResultSet row) throws SQLException {
        return EndpointId.ofBytes(row.getBytes("id"));
    }

    private static EndpointId position(String cursor) {
        return EndpointId.of(Cursors.position(ENDPOINTS, cursor, EndpointId::isForm));
    }

    private static String cursor(EndpointId id) {
        return Cursors.of(ENDPOINTS, id.value());
    }
}
