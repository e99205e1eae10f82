package dev.tidings.store.jdbc;

import java.time.InstantSource;

/**
 * Proves that a write can be made durable, and that there is room for what inserts write. A row that is only overwritten
 * needs no room: on a full disk it would say that all is well, and each insert after it that it is not.
 */
final class WriteProbe {
    private static final String HEARTBEAT = "INSERT INTO heartbeat (id, beat_at) VALUES (1, ?)";
    private static final String FILL = "INSERT INTO ballast (id, fill) VALUES (1, ?)";
    private static final String EMPTY = "DELETE FROM ballast";

    /** More than pages that an earlier removal left half empty would hold. */
    private static final int FILL_BYTES = 64 * 1024;

    private static final long MULTIPLIER = 6364136223846793005L;
    private static final int HIGH_BYTE = 56;
    private static final byte[] NOTHING_TO_COMPRESS = noise();

    private final Database database;
    private final InstantSource clock;

    WriteProbe(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** In transactions of their own: what one fills and empties may never reach the disk. */
    void run() {
        Dialect dialect = database.dialect();
        database.write("write", tx -> {
            tx.prepared(dialect.insertOrUpdate(HEARTBEAT, "id", "beat_at = new.beat_at"))
                    .time(clock.instant())
                    .update();
            return tx.prepared(dialect.insertOrIgnore(FILL))
                    .bytes(NOTHING_TO_COMPRESS)
                    .update();
        });
        database.write("write", tx -> tx.prepared(EMPTY).update());
    }

    private static byte[] noise() {
        byte[] noise = new byte[FILL_BYTES];
        long state = 1;
        for (int i = 0; i < noise.length; i++) {
            state = state * MULTIPLIER + 1;
            noise[i] = (byte) (state >>> HIGH_BYTE);
        }
        return noise;
    }
}
