package dev.tidings.store.jdbc;

import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.audit.AuditFilter;
import dev.tidings.core.audit.AuditOrigin;
import dev.tidings.core.audit.AuditRecord;
import dev.tidings.core.audit.AuditSource;
import dev.tidings.core.audit.AuditedWrite;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.AuditStore;
import dev.tidings.core.store.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The audit log. Only {@link AuditedTransactions} writes it. */
public final class AuditTable implements AuditStore {
    public static final String NEWEST = """
        SELECT id, tenant, action, object_id, before_json, after_json, cut, actor, actor_name, actor_tenant, source,
            address, user_agent, request_id, happened_at
        FROM audit_records
        WHERE %conditions%
        ORDER BY id DESC
        LIMIT :rows
        """;

    private static final Sql INSERT = Sql.of("""
        INSERT INTO audit_records (id, tenant, action, object_id, before_json, after_json, cut, actor, actor_name,
            actor_tenant, source, address, user_agent, request_id, happened_at)
        VALUES (:id, :tenant, :action, :object, :before, :after, :cut, :actor, :actorName,
            :actorTenant, :source, :address, :userAgent, :requestId, :now)
        """);

    private static final Keyset<AuditRecord> LISTING =
            Keyset.descending("audit records", AuditTable::read, AuditRecord::id);

    private static final String ALL_OF_KIND = ".*";

    private final Database database;
    private final Ids ids;
    private final InstantSource clock;

    public AuditTable(Database database, Ids ids, InstantSource clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    void insert(Transaction tx, AuditedWrite write) throws SQLException {
        Instant now = clock.instant();
        AuditChange change = write.change();
        AuditOrigin origin = write.origin();
        tx.prepared(INSERT)
                .text("id", AuditRecord.PREFIX + ids.next(now))
                .text("tenant", change.tenant())
                .text("action", change.action())
                .text("object", change.object())
                .text("before", change.before())
                .text("after", change.after())
                .flag("cut", change.cut())
                .text("actor", origin.actor())
                .text("actorName", origin.actorName())
                .text("actorTenant", origin.tenant())
                .text("source", origin.source().code())
                .text("address", origin.address())
                .text("userAgent", origin.userAgent())
                .text("requestId", origin.requestId())
                .time("now", now)
                .update();
    }

    @Override
    public Page<AuditRecord> records(AuditFilter filter, @Nullable String cursor, int limit) {
        Conditions where = conditions(filter);
        return LISTING.page(database, where.in(NEWEST), cursor, limit, where::bind);
    }

    /** The conditions of a page. The ids are in the order of time, so that they select times, too. */
    public static Conditions conditions(AuditFilter filter) {
        Conditions where = new Conditions("tenant = :tenant")
                .set("tenant", filter.tenant())
                .equal("actor", "actor", filter.actor())
                .equal("object_id", "object", filter.object())
                .and("id < :below");
        String action = filter.action();
        if (action != null && action.endsWith(ALL_OF_KIND)) {
            String kind = action.substring(0, action.length() - ALL_OF_KIND.length());
            // The slash follows the dot.
            where.and("action > :kind")
                    .set("kind", kind + ".")
                    .and("action < :nextKind")
                    .set("nextKind", kind + "/");
        } else {
            where.equal("action", "action", action);
        }
        if (filter.since() != null) {
            where.and("id >= :since").set("since", AuditRecord.firstId(filter.since()));
        }
        if (filter.until() != null) {
            where.and("id < :until").set("until", AuditRecord.firstId(filter.until()));
        }
        return where;
    }

    private static AuditRecord read(ResultSet row) throws SQLException {
        return new AuditRecord(
                row.getString("id"),
                Columns.time(row, "happened_at"),
                new AuditOrigin(
                        row.getString("actor_tenant"),
                        row.getString("actor"),
                        row.getString("actor_name"),
                        AuditSource.of(row.getString("source")),
                        row.getString("address"),
                        row.getString("user_agent"),
                        row.getString("request_id")),
                new AuditChange(
                        row.getString("tenant"),
                        row.getString("action"),
                        row.getString("object_id"),
                        row.getString("before_json"),
                        row.getString("after_json"),
                        row.getBoolean("cut")));
    }
}
