package dev.tidings.client.outbox;

/** The statements for one table, each whole, with named parameters ({@link Statements}). */
final class OutboxSql {
    private static final String NO_STATUS = "none";

    private final OutboxTable table;
    private final String passed;

    OutboxSql(OutboxTable table, AfterDead afterDead) {
        this.table = table;
        this.passed = afterDead == AfterDead.KEY_WAITS ? NO_STATUS : "dead";
    }

    /** Returns the parameter {@code passed}: later rows of a key do not wait for rows with this status. */
    String passed() {
        return passed;
    }

    /** Selects the time in milliseconds since 1970 by the database's clock. */
    String now(OutboxDialect dialect) {
        return switch (dialect) {
            case POSTGRESQL -> """
                SELECT (extract(epoch FROM statement_timestamp()) * 1000)::bigint
                """;
            case MARIADB -> """
                SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000
                """;
            case SQLITE -> """
                SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
                """;
            case H2 -> """
                SELECT CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)
                """;
        };
    }

    /** Selects and locks due rows, each with the earliest row of its key and the time. */
    String candidates(OutboxDialect dialect) {
        return table.in(
                switch (dialect) {
                    // BETWEEN, because with an equality the planner may scan the primary key until it finds the
                    // ordering key. The statement's time is stable, so an index can be used.
                    case POSTGRESQL -> """
                        SELECT t.id, t.idempotency_key, t.ordering_key, t.intent, t.traceparent, t.tracestate, t.attempts,
                          t.created_at_ms,
                          (SELECT h.id FROM %table% h
                            WHERE h.ordering_key BETWEEN t.ordering_key AND t.ordering_key AND h.status <> :passed
                            ORDER BY h.ordering_key, h.id LIMIT 1) AS head,
                          (extract(epoch FROM statement_timestamp()) * 1000)::bigint AS now_ms
                        FROM %table% t
                        WHERE t.status = 'pending'
                          AND t.available_at_ms <= (extract(epoch FROM statement_timestamp()) * 1000)::bigint
                        ORDER BY t.available_at_ms, t.id
                        LIMIT :limit
                        FOR UPDATE SKIP LOCKED
                        """;
                    case MARIADB -> """
                        SELECT t.id, t.idempotency_key, t.ordering_key, t.intent, t.traceparent, t.tracestate, t.attempts,
                          t.created_at_ms,
                          (SELECT h.id FROM %table% h
                            WHERE h.ordering_key = t.ordering_key AND h.status <> :passed
                            ORDER BY h.ordering_key, h.id LIMIT 1) AS head,
                          TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000 AS now_ms
                        FROM %table% t
                        WHERE t.status = 'pending'
                          AND t.available_at_ms
                            <= (TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)
                        ORDER BY t.available_at_ms, t.id
                        LIMIT :limit
                        FOR UPDATE SKIP LOCKED
                        """;
                    case SQLITE -> """
                        SELECT t.id, t.idempotency_key, t.ordering_key, t.intent, t.traceparent, t.tracestate, t.attempts,
                          t.created_at_ms,
                          (SELECT h.id FROM %table% h
                            WHERE h.ordering_key = t.ordering_key AND h.status <> :passed
                            ORDER BY h.ordering_key, h.id LIMIT 1) AS head,
                          CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AS now_ms
                        FROM %table% t
                        WHERE t.status = 'pending'
                          AND t.available_at_ms <= CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
                        ORDER BY t.available_at_ms, t.id
                        LIMIT :limit
                        """;
                    case H2 -> """
                        SELECT t.id, t.idempotency_key, t.ordering_key, t.intent, t.traceparent, t.tracestate, t.attempts,
                          t.created_at_ms,
                          (SELECT h.id FROM %table% h
                            WHERE h.ordering_key = t.ordering_key AND h.status <> :passed
                            ORDER BY h.ordering_key, h.id LIMIT 1) AS head,
                          CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT) AS now_ms
                        FROM %table% t
                        WHERE t.status = 'pending'
                          AND t.available_at_ms <= CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)
                        ORDER BY t.available_at_ms, t.id
                        LIMIT :limit
                        FOR UPDATE SKIP LOCKED
                        """;
                });
    }

    /** Locks rows, without those that others have locked. */
    String hold(OutboxDialect dialect) {
        return table.in(
                switch (dialect) {
                    case POSTGRESQL, MARIADB, H2 -> """
                        SELECT id FROM %table% WHERE id IN (:ids) FOR UPDATE SKIP LOCKED
                        """;
                    // The transaction holds the only write lock.
                    case SQLITE -> """
                        SELECT id FROM %table% WHERE id IN (:ids)
                        """;
                });
    }

    /** A claimed row becomes available again when its lease expires. */
    String lease() {
        return table.in("""
            UPDATE %table%
            SET attempts = attempts + 1, lease_owner = :owner, lease_token = :token, available_at_ms = :expires
            WHERE id IN (:ids)
            """);
    }

    String park() {
        return table.in("""
            UPDATE %table% SET status = 'waiting' WHERE id IN (:ids)
            """);
    }

    String remove() {
        return table.in("""
            DELETE FROM %table% WHERE lease_token = :token AND id IN (:ids)
            """);
    }

    String bury() {
        return table.in("""
            UPDATE %table%
            SET status = 'dead', last_error_code = :code, last_error = :error, available_at_ms = :now,
              lease_owner = NULL, lease_token = NULL
            WHERE lease_token = :token AND id IN (:ids)
            """);
    }

    String postpone() {
        return table.in("""
            UPDATE %table%
            SET last_error_code = :code, last_error = :error, available_at_ms = :available,
              lease_owner = NULL, lease_token = NULL
            WHERE lease_token = :token AND id IN (:ids)
            """);
    }

    /** Makes the earliest row of a key pending if it waits. */
    String promote(OutboxDialect dialect) {
        return table.in(
                switch (dialect) {
                    // BETWEEN for the reason given at the candidates.
                    case POSTGRESQL -> """
                        UPDATE %table% SET status = 'pending'
                        WHERE status = 'waiting'
                          AND id = (SELECT h.id FROM %table% h
                            WHERE h.ordering_key BETWEEN :key AND :key AND h.status <> :passed
                            ORDER BY h.ordering_key, h.id LIMIT 1)
                        """;
                    // The join order is forced because MariaDB would scan every waiting row.
                    case MARIADB -> """
                        UPDATE (SELECT h.id FROM %table% h
                            WHERE h.ordering_key = :key AND h.status <> :passed
                            ORDER BY h.ordering_key, h.id LIMIT 1) n
                        STRAIGHT_JOIN %table% t ON t.id = n.id
                        SET t.status = 'pending'
                        WHERE t.status = 'waiting'
                        """;
                    case SQLITE, H2 -> """
                        UPDATE %table% SET status = 'pending'
                        WHERE status = 'waiting'
                          AND id = (SELECT h.id FROM %table% h
                            WHERE h.ordering_key = :key AND h.status <> :passed
                            ORDER BY h.ordering_key, h.id LIMIT 1)
                        """;
                });
    }

    /** Selects those of the keys that have rows. */
    String keysWithRows() {
        return table.in("""
            SELECT DISTINCT ordering_key FROM %table% WHERE ordering_key IN (:keys)
            """);
    }

    /** Selects waiting rows with no row in front of them. */
    String stranded() {
        return table.in("""
            SELECT w.id FROM %table% w
            WHERE w.status = 'waiting'
              AND NOT EXISTS (SELECT 1 FROM %table% h
                WHERE h.ordering_key = w.ordering_key AND h.id < w.id AND h.status <> :passed)
            LIMIT 500
            """);
    }

    String free() {
        return table.in("""
            UPDATE %table% SET status = 'pending' WHERE status = 'waiting' AND id IN (:ids)
            """);
    }

    String counts() {
        return table.in("""
            SELECT status, COUNT(*), MIN(created_at_ms) FROM %table% GROUP BY status
            """);
    }

    String dead() {
        return table.in("""
            SELECT id, idempotency_key, ordering_key, intent, attempts, replays, last_error_code, last_error,
              created_at_ms, available_at_ms
            FROM %table%
            WHERE status = 'dead' AND id > :after
            ORDER BY id
            LIMIT :limit
            """);
    }

    String replay() {
        return table.in("""
            UPDATE %table% SET status = 'pending', replays = replays + 1, available_at_ms = :now
            WHERE status = 'dead' AND id = :id
            """);
    }

    String replayAll() {
        return table.in("""
            UPDATE %table% SET status = 'pending', replays = replays + 1, available_at_ms = :now
            WHERE status = 'dead'
            """);
    }

    String keyOfDead() {
        return table.in("""
            SELECT ordering_key FROM %table% WHERE status = 'dead' AND id = :id
            """);
    }

    String discard() {
        return table.in("""
            DELETE FROM %table% WHERE status = 'dead' AND id = :id
            """);
    }
}
