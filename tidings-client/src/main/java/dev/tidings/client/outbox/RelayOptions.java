package dev.tidings.client.outbox;

import dev.tidings.client.Backoff;
import java.time.Duration;
import java.util.UUID;

/**
 * How a relay works. Each method answers a changed copy.
 *
 * @param owner the relay's name, shown beside what it has claimed
 * @param threads that claim and ship beside each other
 * @param batch rows a claim, 500 at most
 * @param lease how long claimed rows are this relay's; longer than the shipper takes
 * @param poll how long to wait when nothing is due, if nobody wakes the relay
 * @param backoff between tries, of a row and of all of them when nothing gets through; Retry-After makes it longer
 * @param grace for what is under way when the relay stops
 * @param afterDead what a dead row means to those after it under its ordering key
 * @param listener hears what becomes of rows
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

    /** @throws IllegalArgumentException when something is out of its range */
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

    /** One thread, 200 rows a claim, a lease of a minute, polls of 100 ms to 1 s, backoff of 200 ms to 30 s. */
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
