package dev.tidings.store.jdbc;

import dev.tidings.core.store.SingletonLeaseStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Leases of tasks that only one node may run at a time. */
public final class SingletonLeaseTable implements SingletonLeaseStore {
    private static final DialectSql FIRST = DialectSql.of("""
        INSERT INTO singleton_leases (name, holder, held_until)
        VALUES (:name, :holder, :until)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO singleton_leases (name, holder, held_until)
        VALUES (:name, :holder, :until)
        """);

    private static final Sql TAKE = Sql.of("""
        UPDATE singleton_leases
        SET holder = :holder, held_until = :until
        WHERE name = :name AND (holder = :holder OR held_until <= :now)
        """);

    private static final Sql DROP = Sql.of("""
        UPDATE singleton_leases SET held_until = 0 WHERE name = :name AND holder = :holder
        """);

    private final Database database;
    private final InstantSource clock;
    private final Sql first;

    public SingletonLeaseTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.first = database.dialect().of(FIRST);
    }

    @Override
    public boolean take(String name, String holder, Duration duration) {
        return database.write("take a singleton lease", tx -> {
            Instant now = clock.instant();
            Instant until = now.plus(duration);
            int taken = tx.prepared(TAKE)
                    .text("holder", holder)
                    .time("until", until)
                    .text("name", name)
                    .time("now", now)
                    .update();
            return taken == 1
                    || tx.prepared(first)
                                    .text("name", name)
                                    .text("holder", holder)
                                    .time("until", until)
                                    .update()
                            == 1;
        });
    }

    @Override
    public void drop(String name, String holder) {
        database.write(
                "drop a singleton lease",
                tx -> tx.prepared(DROP)
                        .text("name", name)
                        .text("holder", holder)
                        .update());
    }
}
