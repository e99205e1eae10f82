package dev.tidings.store.jdbc;

import dev.tidings.core.store.Page;
import dev.tidings.core.store.QuarantineStore;
import dev.tidings.core.store.QuarantinedItem;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Entries of streams that could not be decoded, one per source and position. */
public final class QuarantineTable implements QuarantineStore {
    public static final Sql NEWEST = Sql.of("""
        SELECT seq, id, tenant, source, position, reason, quarantined_at, raw
        FROM quarantine
        WHERE tenant = :tenant AND seq < :below
        ORDER BY seq DESC
        LIMIT :rows
        """);

    private static final DialectSql INSERT = DialectSql.of("""
        INSERT INTO quarantine (id, tenant, source, position, reason, quarantined_at, raw)
        VALUES (:id, :tenant, :source, :position, :reason, :at, :raw)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO quarantine (id, tenant, source, position, reason, quarantined_at, raw)
        VALUES (:id, :tenant, :source, :position, :reason, :at, :raw)
        """);

    private static final Keyset<QuarantinedItem> LISTING = Keyset.newest("quarantined items", QuarantineTable::read);

    private final Database database;
    private final Sql insert;

    public QuarantineTable(Database database) {
        this.database = database;
        this.insert = database.dialect().of(INSERT);
    }

    @Override
    public void quarantine(QuarantinedItem item) {
        database.write(
                "quarantine",
                tx -> tx.prepared(insert)
                        .text("id", item.id())
                        .text("tenant", item.tenant())
                        .text("source", item.source())
                        .text("position", item.position())
                        .text("reason", item.reason())
                        .time("at", item.at())
                        .bytes("raw", item.raw())
                        .update());
    }

    @Override
    public Page<QuarantinedItem> quarantined(String tenant, @Nullable String cursor, int limit) {
        return LISTING.page(database, NEWEST, tenant, cursor, limit);
    }

    private static QuarantinedItem read(ResultSet row) throws SQLException {
        return new QuarantinedItem(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("source"),
                row.getString("position"),
                row.getBytes("raw"),
                row.getString("reason"),
                Columns.time(row, "quarantined_at"));
    }
}
