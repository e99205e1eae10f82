package dev.tidings.client.outbox;

import dev.tidings.client.Backoff;
import java.time.Duration;
import java.util.UUID;

/**
 * The settings of a relay. Each method returns a changed copy.
 *
 * @param owner the relay's name, stored with the rows it has claimed
 * @param threads the number of threads that claim and ship
 * @param batch rows per claim, at most 500
 * @param lease how long claimed rows belong to this relay; longer than the shipper takes
 * @param poll delays between polls when no row is due; {@link OutboxRelay#wake} ends one early
 * @param backoff delays between attempts, for one row and for the relay when no row is shipped; Retry-After makes them
 * longer
 * @param grace how long to wait for running work when the relay stops
 * @param afterDead what a dead row does to later rows of its ordering key
 * @param listener observes the results
 */
public record RelayOptions(
        String owner,
        int threads,
        int batch,
        Duration lease,
        Backoff poll,
        Backoff backoff,
        Duration grace,
        AfterDead afterDead,
        OutboxListener listener) {
    private static final int MOST_ROWS = 500;
    private static final int MOST_THREADS = 64;
    private static final int OWNER_CHARS = 100;
    private static final Duration LONGEST = Duration.ofDays(1);

    /** @throws IllegalArgumentException when a value is out of its range */
    public RelayOptions {
        IntentCheck.id("owner", owner, OWNER_CHARS);
        between("threads", threads, MOST_THREADS);
        between("batch", batch, MOST_ROWS);
        within("lease", lease, Duration.ofMillis(1));
        within("grace", grace, Duration.ZERO);
    }

    private static void between(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; expected 1 to " + most);
        }
    }

    private static void within(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " is " + value + "; expected " + least + " to " + LONGEST);
        }
    }

    /** One thread, 200 rows per claim, a lease of one minute, polls of 100 ms to 1 s, backoff of 200 ms to 30 s. */
    public static RelayOptions defaults() {
        return new RelayOptions(
                "relay-" + UUID.randomUUID(),
                1,
                200,
                Duration.ofMinutes(1),
                Backoff.between(Duration.ofMillis(100), Duration.ofSeconds(1)),
                Backoff.between(Duration.ofMillis(200), Duration.ofSeconds(30)),
                Duration.ofSeconds(5),
                AfterDead.KEY_WAITS,
                OutboxListener.NONE);
    }

    public RelayOptions owner(String name) {
        return new RelayOptions(name, threads, batch, lease, poll, backoff, grace, afterDead, listener);
    }

    public RelayOptions threads(int count) {
        return new RelayOptions(owner, count, batch, lease, poll, backoff, grace, afterDead, listener);
    }

    public RelayOptions batch(int rows) {
        return new RelayOptions(owner, threads, rows, lease, poll, backoff, grace, afterDead, listener);
    }

    public RelayOptions lease(Duration time) {
        return new RelayOptions(owner, threads, batch, time, poll, backoff, grace, afterDead, listener);
    }

    public RelayOptions poll(Backoff waits) {
        return new RelayOptions(owner, threads, batch, lease, waits, backoff, grace, afterDead, listener);
    }

    public RelayOptions backoff(Backoff waits) {
        return new RelayOptions(owner, threads, batch, lease, poll, waits, grace, afterDead, listener);
    }

    public RelayOptions grace(Duration time) {
        return new RelayOptions(owner, threads, batch, lease, poll, backoff, time, afterDead, listener);
    }

    public RelayOptions afterDead(AfterDead choice) {
        return new RelayOptions(owner, threads, batch, lease, poll, backoff, grace, choice, listener);
    }

    public RelayOptions listener(OutboxListener other) {
        return new RelayOptions(owner, threads, batch, lease, poll, backoff, grace, afterDead, other);
    }
}
