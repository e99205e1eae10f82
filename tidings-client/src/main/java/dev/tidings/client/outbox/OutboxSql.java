package dev.tidings.client.outbox;

/** The statements for one table. {@code ??} stands for a list. */
final class OutboxSql {
    private final String table;
    private final String counts;

    OutboxSql(OutboxTable table, AfterDead afterDead) {
        this.table = table.name();
        this.counts = afterDead == AfterDead.KEY_WAITS ? "" : " AND h.status <> 'dead'";
    }

    /** Selects the earliest row of a key that later rows wait for. */
    private String head(OutboxDialect dialect, String key) {
        return "SELECT h.id FROM " + table + " h WHERE " + dialect.same("h.ordering_key", key) + counts
                + " ORDER BY h.ordering_key, h.id LIMIT 1";
    }

    /** Selects and locks due rows, each with the earliest row of its key. */
    String candidates(OutboxDialect dialect) {
        return "SELECT t.id, t.idempotency_key, t.ordering_key, t.intent, t.traceparent, t.tracestate, t.attempts,"
                + " t.created_at_ms, (" + head(dialect, "t.ordering_key") + ") AS head FROM " + table + " t"
                + " WHERE t.status = 'pending' AND t.available_at_ms <= " + dialect.now()
                + " ORDER BY t.available_at_ms, t.id LIMIT ?" + dialect.skippingLocked();
    }

    String hold(OutboxDialect dialect) {
        return "SELECT id FROM " + table + " WHERE id IN (??)" + dialect.skippingLocked();
    }

    /** A claimed row becomes available again when its lease expires. */
    String lease(OutboxDialect dialect) {
        return "UPDATE " + table + " SET attempts = attempts + 1, lease_owner = ?, lease_token = ?, available_at_ms = "
                + dialect.now() + " + ? WHERE id IN (??)";
    }

    String park() {
        return "UPDATE " + table + " SET status = 'waiting' WHERE id IN (??)";
    }

    String remove() {
        return "DELETE FROM " + table + " WHERE lease_token = ? AND id IN (??)";
    }

    String bury(OutboxDialect dialect) {
        return "UPDATE " + table + " SET status = 'dead', last_error_code = ?, last_error = ?, available_at_ms = "
                + dialect.now() + ", lease_owner = NULL, lease_token = NULL WHERE lease_token = ? AND id IN (??)";
    }

    String postpone(OutboxDialect dialect) {
        return "UPDATE " + table + " SET last_error_code = ?, last_error = ?, available_at_ms = " + dialect.now()
                + " + ?, lease_owner = NULL, lease_token = NULL WHERE lease_token = ? AND id IN (??)";
    }

    /**
     * Makes the earliest row of a key pending if it waits. The join order is forced because MariaDB would scan every
     * waiting row.
     */
    String promote(OutboxDialect dialect) {
        String next = "(" + head(dialect, "?") + ")";
        return dialect == OutboxDialect.MARIADB
                ? "UPDATE " + next + " n STRAIGHT_JOIN " + table
                        + " t ON t.id = n.id SET t.status = 'pending' WHERE t.status = 'waiting'"
                : "UPDATE " + table + " SET status = 'pending' WHERE status = 'waiting' AND id = " + next;
    }

    /** Selects waiting rows with no row in front of them. */
    String stranded() {
        return "SELECT w.id FROM " + table + " w WHERE w.status = 'waiting' AND NOT EXISTS (SELECT 1 FROM " + table
                + " h WHERE h.ordering_key = w.ordering_key AND h.id < w.id" + counts + ") LIMIT 500";
    }

    String free() {
        return "UPDATE " + table + " SET status = 'pending' WHERE status = 'waiting' AND id IN (??)";
    }

    String counts(OutboxDialect dialect) {
        return "SELECT status, COUNT(*), MIN(created_at_ms), " + dialect.now() + " FROM " + table + " GROUP BY status";
    }

    String dead() {
        return "SELECT id, idempotency_key, ordering_key, intent, attempts, replays, last_error_code, last_error,"
                + " created_at_ms, available_at_ms FROM " + table
                + " WHERE status = 'dead' AND id > ? ORDER BY id LIMIT ?";
    }

    String replay(OutboxDialect dialect) {
        return replayAll(dialect) + " AND id = ?";
    }

    String replayAll(OutboxDialect dialect) {
        return "UPDATE " + table + " SET status = 'pending', replays = replays + 1, available_at_ms = " + dialect.now()
                + " WHERE status = 'dead'";
    }

    String keyOfDead() {
        return "SELECT ordering_key FROM " + table + " WHERE status = 'dead' AND id = ?";
    }

    String discard() {
        return "DELETE FROM " + table + " WHERE status = 'dead' AND id = ?";
    }
}
