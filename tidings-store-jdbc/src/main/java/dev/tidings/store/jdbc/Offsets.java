package dev.tidings.store.jdbc;

import dev.tidings.core.store.OffsetStore;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps how far streams were read. */
public final class Offsets implements OffsetStore {
    private static final String MOVE =
            "UPDATE offsets SET position = :position, saved_at = :now WHERE label = :label AND position = :from";

    private final Database database;
    private final InstantSource clock;
    private final String first;

    public Offsets(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.first = database.dialect()
                .insertOrIgnore("INSERT INTO offsets (label, position, saved_at) VALUES (:label, :position, :now)");
    }

    @Override
    public Optional<String> offset(String label) {
        return database.read(
                "read an offset",
                handle -> handle.createQuery("SELECT position FROM offsets WHERE label = :label")
                        .bind("label", label)
                        .mapTo(String.class)
                        .findOne());
    }

    @Override
    public boolean saveOffset(String label, @Nullable String from, String to) {
        return database.write("save an offset", tx -> {
            var update = tx.handle()
                    .createUpdate(from == null ? first : MOVE)
                    .bind("label", label)
                    .bind("position", to)
                    .bind("now", clock.instant().toEpochMilli());
            return (from == null ? update : update.bind("from", from)).execute() == 1;
        });
    }
}
