package dev.tidings.store.jdbc;

import dev.tidings.core.store.OffsetStore;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The positions up to which streams were read. */
public final class OffsetTable implements OffsetStore {
    private static final DialectSql FIRST = DialectSql.of("""
        INSERT INTO offsets (label, position, saved_at)
        VALUES (:label, :to, :now)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO offsets (label, position, saved_at)
        VALUES (:label, :to, :now)
        """);

    private static final Sql MOVE = Sql.of("""
        UPDATE offsets SET position = :to, saved_at = :now WHERE label = :label AND position = :from
        """);

    private static final Sql FIND = Sql.of("""
        SELECT position FROM offsets WHERE label = :label
        """);

    private final Database database;
    private final InstantSource clock;
    private final Sql first;

    public OffsetTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.first = database.dialect().of(FIRST);
    }

    @Override
    public Optional<String> offset(String label) {
        return database.read(
                "read an offset", tx -> tx.prepared(FIND).text("label", label).first(row -> row.getString("position")));
    }

    @Override
    public boolean saveOffset(String label, @Nullable String from, String to) {
        return database.write("save an offset", tx -> {
            Binding save = tx.prepared(from == null ? first : MOVE)
                    .text("label", label)
                    .text("to", to)
                    .time("now", clock.instant());
            return (from == null ? save : save.text("from", from)).update() == 1;
        });
    }
}
