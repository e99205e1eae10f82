package dev.tidings.store.jdbc;

import dev.tidings.core.store.RetentionStore;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Forgets, in bounded batches and oldest first, all but notifications: how those go is each database's own. */
public abstract class Housekeeping implements RetentionStore {
    private static final String ENDPOINT = "tenant, recipient, channel";

    private final Database database;
    private final String removeKeys;
    private final String removeEvents;
    private final String removeQuarantined;
    private final String removeAcks;
    private final String removeOperations;
    private final String removeRuntimes;
    private final String removeNodes;
    private final String removeTroubles;
    private final String removeRates;

    /** @param removeKeys deletes idempotency records made before a time, at most so many */
    protected Housekeeping(Database database, String removeKeys) {
        Dialect dialect = database.dialect();
        this.database = database;
        this.removeKeys = removeKeys;
        this.removeEvents = dialect.deleteSome("operational_events", "seq", "happened_at < ?", "happened_at");
        this.removeQuarantined = dialect.deleteSome("quarantine", "seq", "quarantined_at < ?", "quarantined_at");
        this.removeAcks = dialect.deleteSome("acks", "delivery_id", "acked_at < ?", "acked_at");
        // What somebody is still to be told of stays.
        this.removeOperations =
                dialect.deleteSome("runtime_operations", "seq", "ended_at < ? AND publication <> 'due'", "ended_at");
        this.removeRuntimes = dialect.deleteSome(
                "runtimes",
                "tenant, game_id",
                "status IN ('stopped', 'exited', 'failed') AND changed_at < ? AND operation_id IS NULL",
                "changed_at");
        this.removeNodes = dialect.deleteSome("nodes", "instance", "last_seen_at < ?", "instance");
        this.removeTroubles =
                dialect.deleteSome("endpoint_troubles", ENDPOINT, "changed_at < ? AND not_before < ?", "changed_at");
        this.removeRates = dialect.deleteSome("endpoint_rates", ENDPOINT, "next_at_us < ?", ENDPOINT);
    }

    @Override
    public int removeIdempotency(Instant before, int limit) {
        return database.write(
                "remove idempotency records",
                tx -> tx.prepared(removeKeys).time(before).number(limit).update());
    }

    @Override
    public int removeOperational(Instant before, int limit) {
        return database.write("remove operational records", tx -> {
            int events = tx.prepared(removeEvents).time(before).number(limit).update();
            int quarantined = tx.prepared(removeQuarantined)
                    .time(before)
                    .number(limit - events)
                    .update();
            // An ack is later than what it is of has ended: that goes first.
            int acks = tx.prepared(removeAcks)
                    .time(before)
                    .number(limit - events - quarantined)
                    .update();
            int removed = events + quarantined + acks;
            return removed + removeRuntimes(tx, before, limit - removed);
        });
    }

    private int removeRuntimes(Transaction tx, Instant before, int limit) throws SQLException {
        int operations =
                tx.prepared(removeOperations).time(before).number(limit).update();
        return operations
                + tx.prepared(removeRuntimes)
                        .time(before)
                        .number(limit - operations)
                        .update();
    }

    @Override
    public int removeIdle(Instant before, int limit) {
        return database.write("remove what is idle", tx -> {
            int nodes = tx.prepared(removeNodes).time(before).number(limit).update();
            int troubles = tx.prepared(removeTroubles)
                    .time(before)
                    .time(before)
                    .number(limit)
                    .update();
            return nodes + troubles + removeRates(tx, before, limit);
        });
    }

    private int removeRates(Transaction tx, Instant before, int limit) throws SQLException {
        return tx.prepared(removeRates)
                .number(ChronoUnit.MICROS.between(Instant.EPOCH, before))
                .number(limit)
                .update();
    }
}
