package dev.tidings.store.jdbc;

import dev.tidings.core.time.Ticker;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The database's time, which is independent of the nodes' clocks. Between measurements it follows this machine's
 * monotonic ticker. The error is at most half a round trip.
 */
public final class DatabaseClock implements InstantSource {
    private final Ticker ticker;
    private final String query;
    private volatile Reading reading;

    /** The database's time at a time of the ticker. */
    private record Reading(Instant time, long atNanos) {}

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
        long asked = ticker.nanos();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            double ms = row.getDouble(1);
            long answered = ticker.nanos();
            Instant time = Instant.EPOCH.plus(Duration.ofNanos((long) (ms * 1_000_000)));
            return new Reading(time, asked + (answered - asked) / 2);
        }
    }
}
