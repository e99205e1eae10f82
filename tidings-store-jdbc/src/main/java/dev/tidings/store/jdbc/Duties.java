package dev.tidings.store.jdbc;

import dev.tidings.core.store.SingletonLeaseStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Leases of tasks that only one node may run at a time. */
public final class Duties implements SingletonLeaseStore {
    private static final DialectSql FIRST = DialectSql.of("""
        INSERT INTO duties (duty, holder, held_until)
        VALUES (:duty, :holder, :until)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO duties (duty, holder, held_until)
        VALUES (:duty, :holder, :until)
        """);

    private static final Sql TAKE = Sql.of("""
        UPDATE duties
        SET holder = :holder, held_until = :until
        WHERE duty = :duty AND (holder = :holder OR held_until <= :now)
        """);

    private static final Sql DROP = Sql.of("""
        UPDATE duties SET held_until = 0 WHERE duty = :duty AND holder = :holder
        """);

    private final Database database;
    private final InstantSource clock;
    private final Sql first;

    public Duties(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.first = database.dialect().of(FIRST);
    }

    @Override
    public boolean take(String duty, String holder, Duration duration) {
        return database.write("take a singleton lease", tx -> {
            Instant now = clock.instant();
            Instant until = now.plus(duration);
            int taken = tx.prepared(TAKE)
                    .text("holder", holder)
                    .time("until", until)
                    .text("duty", duty)
                    .time("now", now)
                    .update();
            return taken == 1
                    || tx.prepared(first)
                                    .text("duty", duty)
                                    .text("holder", holder)
                                    .time("until", until)
                                    .update()
                            == 1;
        });
    }

    @Override
    public void drop(String duty, String holder) {
        database.write(
                "drop a singleton lease",
                tx -> tx.prepared(DROP)
                        .text("duty", duty)
                        .text("holder", holder)
                        .update());
    }
}
