package dev.tidings.store.jdbc;

import dev.tidings.core.store.OffsetStore;
import java.time.InstantSource;
import java.util.Optional;

/** Keeps how far streams were read. */
public final class Offsets implements OffsetStore {
    private final Database database;
    private final InstantSource clock;
    private final String save;

    public Offsets(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.save = database.dialect()
                .insertOrUpdate(
                        "INSERT INTO offsets (label, position, saved_at) VALUES (:label, :position, :now)",
                        "label",
                        "position = new.position, saved_at = new.saved_at");
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
    public void saveOffset(String label, String offset) {
        database.write(
                "save an offset",
                tx -> tx.handle()
                        .createUpdate(save)
                        .bind("label", label)
                        .bind("position", offset)
                        .bind("now", clock.instant().toEpochMilli())
                        .execute());
    }
}
