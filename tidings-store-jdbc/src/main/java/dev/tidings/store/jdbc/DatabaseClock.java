package dev.tidings.store.jdbc;

import dev.tidings.core.time.Ticker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * The database's time, which is independent of the nodes' clocks. Between measurements it follows this machine's
 * monotonic ticker. The error of a measurement is at most half of its round trip, so that the shortest of a few round trips counts: on a busy
 * machine, one of them may take a tenth of a second.
 */
public final class DatabaseClock implements InstantSource {
    private static final int MOST_ROUND_TRIPS = 5;
    /** No further round trip is needed after one as short as this. */
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Ticker ticker;
    private final String query;
    private volatile Reading reading;

    /** The database's time at a time of the ticker, with an error of at most half of the round trip. */
    private record Reading(Instant time, long atNanos, long roundTripNanos) {}

    /** @param query selects the time in milliseconds since the epoch */
    public DatabaseClock(Ticker ticker, String query, Connection connection) throws SQLException {
        this.ticker = ticker;
        this.query = query;
        this.reading = read(connection);
    }

    @Override
    public Instant instant() {
        Reading last = reading;
        return last.time().plusNanos(ticker.nanos() - last.atNanos());
    }

    /** Measures again; the clock may step back by its previous error. */
    public void measure(Connection connection) throws SQLException {
        reading = read(connection);
    }

    private Reading read(Connection connection) throws SQLException {
        Reading shortest = readOnce(connection);
        for (int i = 1; i < MOST_ROUND_TRIPS && shortest.roundTripNanos() > SHORT_NANOS; i++) {
            Reading next = readOnce(connection);
            if (next.roundTripNanos() < shortest.roundTripNanos()) {
                shortest = next;
            }
        }
        return shortest;
    }

    private Reading readOnce(Connection connection) throws SQLException {
        long asked = ticker.nanos();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            double ms = row.getDouble(1);
            long roundTrip = ticker.nanos() - asked;
            Instant time = Instant.EPOCH.plus(Duration.ofNanos((long) (ms * 1_000_000)));
            return new Reading(time, asked + roundTrip / 2, roundTrip);
        }
    }
}
