package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.RateStore;
import dev.tidings.core.store.RateTake;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Paces sends to single endpoints by the generic cell rate algorithm: a row says when the next send is due. */
public final class Rates implements RateStore {
    private static final String KEY = " WHERE tenant = ? AND recipient = ? AND channel = ?";
    private static final String TAKE =
            "UPDATE endpoint_rates SET next_at_us = CASE WHEN next_at_us > ? THEN next_at_us ELSE ? END + ?" + KEY
                    + " AND next_at_us <= ?";
    private static final String FIRST =
            "INSERT INTO endpoint_rates (tenant, recipient, channel, next_at_us)" + " VALUES (?, ?, ?, ?)";
    private static final String NEXT = "SELECT next_at_us FROM endpoint_rates" + KEY;

    private static final int NANOS_A_MICRO = 1_000;

    private final Database database;
    private final InstantSource clock;
    private final String first;

    public Rates(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        this.first = database.dialect().insertOrIgnore(FIRST);
    }

    @Override
    public List<Duration> take(List<RateTake> batch) {
        return database.write("pace sends", tx -> {
            Instant now = clock.instant();
            List<Duration> waits = new ArrayList<>(batch.size());
            for (RateTake one : batch) {
                waits.add(take(tx, one, ChronoUnit.MICROS.between(Instant.EPOCH, now)));
            }
            return waits;
        });
    }

    private Duration take(Transaction tx, RateTake wish, long nowUs) throws SQLException {
        long intervalUs = us(wish.interval());
        long latestUs = nowUs + us(wish.tolerance());
        int taken = keyed(tx.prepared(TAKE).number(nowUs).number(nowUs).number(intervalUs), wish.key())
                .number(latestUs)
                .update();
        if (taken == 0) {
            taken = keyed(tx.prepared(first), wish.key())
                    .number(nowUs + intervalUs)
                    .update();
        }
        return taken == 1 ? Duration.ZERO : Duration.of(next(tx, wish.key()) - latestUs, ChronoUnit.MICROS);
    }

    private static long next(Transaction tx, EndpointKey key) throws SQLException {
        try (ResultSet row = keyed(tx.prepared(NEXT), key).query()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Binding keyed(Binding binding, EndpointKey key) throws SQLException {
        return binding.text(key.tenant()).text(key.recipient()).text(key.channel());
    }

    private static long us(Duration duration) {
        return duration.toNanos() / NANOS_A_MICRO;
    }
}
