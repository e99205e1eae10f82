package dev.tidings.store.jdbc;

import dev.tidings.core.store.Page;
import dev.tidings.core.store.QuarantineStore;
import dev.tidings.core.store.QuarantinedItem;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Keeps what could not be decoded, once a source and position. */
public final class Quarantine implements QuarantineStore {
    public static final String SELECT =
            "SELECT seq, id, tenant, source, position, reason, quarantined_at, raw FROM quarantine";

    private final Database database;
    private final String insert;

    public Quarantine(Database database) {
        this.database = database;
        this.insert = database.dialect()
                .insertOrIgnore("INSERT INTO quarantine (id, tenant, source, position, reason, quarantined_at, raw)"
                        + " VALUES (:id, :tenant, :source, :position, :reason, :at, :raw)");
    }

    @Override
    public void quarantine(QuarantinedItem item) {
        database.write(
                "quarantine",
                tx -> tx.handle()
                        .createUpdate(insert)
                        .bind("id", item.id())
                        .bind("tenant", item.tenant())
                        .bind("source", item.source())
                        .bind("position", item.position())
                        .bind("reason", item.reason())
                        .bind("at", item.at().toEpochMilli())
                        .bind("raw", item.raw())
                        .execute());
    }

    @Override
    public Page<QuarantinedItem> quarantined(String tenant, @Nullable String cursor, int limit) {
        return Sequenced.newest(
                database, "quarantined items", SELECT, tenant, cursor, limit, (row, context) -> read(row));
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
