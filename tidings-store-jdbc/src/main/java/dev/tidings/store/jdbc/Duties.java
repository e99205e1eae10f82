package dev.tidings.store.jdbc;

import dev.tidings.core.store.SingletonLeaseStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Gives what only one node may do at a time to one node at a time. */
public final class Duties implements SingletonLeaseStore {
    private static final String FIRST = "INSERT INTO duties (duty, holder, held_until) VALUES (?, ?, ?)";
    private static final String TAKE =
            "UPDATE duties SET holder = ?, held_until = ? WHERE duty = ? AND (holder = ? OR held_until <= ?)";
    private static final String DROP = "UPDATE duties SET held_until = 0 WHERE duty = ? AND holder = ?";

    private final Database database;
    private final InstantSource clock;
    private final String first;

    public Duties(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.first = database.dialect().insertOrIgnore(FIRST);
    }

    @Override
    public boolean take(String duty, String holder, Duration duration) {
        return database.write("take a duty", tx -> {
            Instant now = clock.instant();
            Instant until = now.plus(duration);
            int taken = tx.prepared(TAKE)
                    .text(holder)
                    .time(until)
                    .text(duty)
                    .text(holder)
                    .time(now)
                    .update();
            return taken == 1
                    || tx.prepared(first).text(duty).text(holder).time(until).update() == 1;
        });
    }

    @Override
    public void drop(String duty, String holder) {
        database.write(
                "drop a duty", tx -> tx.prepared(DROP).text(duty).text(holder).update());
    }
}
