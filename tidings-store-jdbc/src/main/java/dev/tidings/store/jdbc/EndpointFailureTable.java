package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.EndpointKey;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The consecutive failures of endpoints, and disabling those that fail for too long. */
final class EndpointFailureTable {
    private static final Sql RECORD_FAILURE = Sql.of("""
        UPDATE endpoints
        SET failing_since = coalesce(failing_since, :now), failed_attempts = failed_attempts + 1
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name
        """);

    private static final Sql FAILURES = Sql.of("""
        SELECT failing_since, failed_attempts
        FROM endpoints
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name
        """);

    private static final Sql FAILING = Sql.of("""
        SELECT 1
        FROM endpoints
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name AND failing_since IS NOT NULL
        """);

    private static final Sql RECORD_SUCCESS = Sql.of("""
        UPDATE endpoints
        SET failing_since = NULL, failed_attempts = 0
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name AND failing_since IS NOT NULL
        """);

    private static final Sql DISABLE_VERSION = Sql.of("""
        UPDATE endpoints
        SET enabled = :off, disabled_reason = :reason, updated_at = :now, version = version + 1
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name
            AND enabled = :on AND version = :version
        """);

    private static final Sql DISABLE_FAILING = Sql.of("""
        UPDATE endpoints
        SET enabled = :off, disabled_reason = :reason, updated_at = :now, version = version + 1
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name
            AND enabled = :on AND failing_since = :since AND failed_attempts >= :attempts
        """);

    private final Database database;
    private final InstantSource clock;
    private final OperationalEventTable events;

    EndpointFailureTable(Database database, InstantSource clock, OperationalEventTable events) {
        this.database = database;
        this.clock = clock;
        this.events = events;
    }

    /** Restricts an update. */
    @FunctionalInterface
    private interface Guard {
        Binding in(Binding statement) throws SQLException;
    }

    @Nullable
    ConsecutiveFailures recordFailure(EndpointKey key) {
        return database.write("record a failure", tx -> {
            int known = EndpointTable.keyed(tx.prepared(RECORD_FAILURE).time("now", clock.instant()), key)
                    .update();
            return known == 0
                    ? null
                    : EndpointTable.keyed(tx.prepared(FAILURES), key)
                            .first(EndpointRows::failures)
                            .orElse(null);
        });
    }

    void recordSuccess(EndpointKey key) {
        // Writes nothing if there are no failures to reset, which is the usual case.
        boolean failing = database.read(
                "look for consecutive failures",
                tx -> EndpointTable.keyed(tx.prepared(FAILING), key).exists());
        if (failing) {
            var _ = database.write(
                    "record a success",
                    tx -> EndpointTable.keyed(tx.prepared(RECORD_SUCCESS), key).update());
        }
    }

    boolean disable(EndpointKey key, String reason, long version) {
        return disable(key, reason, DISABLE_VERSION, statement -> statement.number("version", version));
    }

    boolean disable(EndpointKey key, String reason, ConsecutiveFailures failures) {
        return disable(
                key,
                reason,
                DISABLE_FAILING,
                statement -> statement.time("since", failures.since()).number("attempts", failures.attempts()));
    }

    private boolean disable(EndpointKey key, String reason, Sql sql, Guard guard) {
        return database.write("disable an endpoint", tx -> {
            Instant now = clock.instant();
            Binding update = EndpointTable.keyed(tx.prepared(sql), key)
                    .flag("off", false)
                    .text("reason", reason)
                    .time("now", now)
                    .flag("on", true);
            boolean disabled = guard.in(update).update() == 1;
            if (disabled) {
                events.insert(tx, key.tenant(), "endpoint.disabled", key.shown(), reason, now);
            }
            return disabled;
        });
    }
}
