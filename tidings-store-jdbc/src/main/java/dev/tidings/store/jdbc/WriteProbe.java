package dev.tidings.store.jdbc;

import java.time.InstantSource;

/**
 * Verifies that a write can be made durable, and that there is space for inserts. Overwriting a row needs no space:
 * on a full disk it would succeed while every insert fails.
 */
final class WriteProbe {
    private static final DialectSql HEARTBEAT = DialectSql.of("""
        INSERT INTO heartbeat (id, beat_at)
        VALUES (1, :now)
        ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at
        """, """
        INSERT INTO heartbeat (id, beat_at)
        VALUES (1, :now)
        ON DUPLICATE KEY UPDATE beat_at = VALUES(beat_at)
        """);

    private static final DialectSql FILL = DialectSql.of("""
        INSERT INTO ballast (id, fill) VALUES (1, :fill) ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO ballast (id, fill) VALUES (1, :fill)
        """);

    private static final Sql EMPTY = Sql.of("""
        DELETE FROM ballast
        """);

    /** More than fits into pages that removals have left half empty. */
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

    /** Uses two transactions, because a change that is undone in the same transaction may never reach the disk. */
    void run() {
        Dialect dialect = database.dialect();
        database.write("write", tx -> {
            tx.prepared(dialect.of(HEARTBEAT)).time("now", clock.instant()).update();
            return tx.prepared(dialect.of(FILL))
                    .bytes("fill", NOTHING_TO_COMPRESS)
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
