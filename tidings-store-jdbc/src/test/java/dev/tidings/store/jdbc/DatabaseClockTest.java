package dev.tidings.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
    /** The database's clock stands at one second. */
    private static final String QUERY = "SELECT 1000";

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void the_time_was_read_in_the_middle_of_the_round_trip() throws SQLException {
        DatabaseClock clock = clock(0, 2, 11);

        assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(1_010));
    }

    @Test
    void the_shortest_of_a_few_round_trips_counts() throws SQLException {
        DatabaseClock clock = clock(0, 400, 400, 410, 410, 450, 450, 500, 500, 540, 605);

        assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(1_200));
    }

    @Test
    void a_short_round_trip_is_the_last_one() throws SQLException {
        DatabaseClock clock = clock(0, 400, 400, 402, 501);

        assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(1_100));
    }

    /** @param millis what the ticker shows: before and after each round trip, then when the clock is read */
    private DatabaseClock clock(long... millis) throws SQLException {
        Queue<Long> shown = new ArrayDeque<>(LongStream.of(millis).boxed().toList());
        return new DatabaseClock(() -> TimeUnit.MILLISECONDS.toNanos(shown.remove()), QUERY, connection);
    }
}
