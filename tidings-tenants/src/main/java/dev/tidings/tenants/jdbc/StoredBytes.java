package dev.tidings.tenants.jdbc;

import dev.tidings.core.id.NotificationId;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the payloads and contents of stored notifications, per tenant. A pass reads all notifications in the order
 * of their ids, in windows over several calls, and then only what is new. What retention removed is subtracted by the next
 * pass. Used by one thread at a time.
 */
final class StoredBytes {
    static final Duration RECOUNT = Duration.ofHours(1);
    private static final int WINDOW = 5_000;
    private static final int WINDOWS_PER_CALL = 20;

    static final Sql IDS = Sql.of("""
        SELECT id FROM notifications WHERE id > :after ORDER BY id LIMIT :rows
        """);

    static final Sql SUMS = Sql.of("""
        SELECT tenant, sum(size) AS bytes
        FROM (
            SELECT id, tenant, coalesce(octet_length(payload), 0) + coalesce(octet_length(title), 0)
                + coalesce(octet_length(summary), 0) + coalesce(octet_length(fallback), 0) AS size
            FROM notifications
            WHERE id > :after AND id <= :last
            ORDER BY id
            LIMIT :rows
        ) counted
        GROUP BY tenant
        """);

    private static final NotificationId FIRST = NotificationId.first(Instant.MIN);

    private final Database database;
    private @Nullable Pass pass;
    private Map<String, Long> shown = Map.of();

    private record Sum(String tenant, long bytes) {}

    private static final class Pass {
        final Instant started;
        final Map<String, Long> sums = new HashMap<>();
        NotificationId after = FIRST;
        boolean complete;

        Pass(Instant started) {
            this.started = started;
        }
    }

    StoredBytes(Database database) {
        this.database = database;
    }

    /** Continues counting; returns the sums of the last complete pass, or of the first one so far. */
    Map<String, Long> count(Instant now) {
        Pass current = pass;
        if (current == null || (current.complete && now.isAfter(current.started.plus(RECOUNT)))) {
            current = new Pass(now);
            pass = current;
        }
        boolean more = true;
        for (int i = 0; more && i < WINDOWS_PER_CALL; i++) {
            more = advance(current);
        }
        if (!more) {
            current.complete = true;
        }
        if (current.complete || shown.isEmpty()) {
            shown = Map.copyOf(current.sums);
        }
        return shown;
    }

    /** Reads a window; returns whether others may follow. */
    private boolean advance(Pass current) {
        List<NotificationId> ids = database.read(
                "look for the end of a window of notifications",
                tx -> tx.prepared(IDS)
                        .id("after", current.after)
                        .number("rows", WINDOW)
                        .list(row -> Columns.notification(row, "id")));
        if (ids.isEmpty()) {
            return false;
        }
        NotificationId last = ids.getLast();
        List<Sum> window = database.read(
                "count the stored bytes of tenants",
                tx -> tx.prepared(SUMS)
                        .id("after", current.after)
                        .id("last", last)
                        .number("rows", WINDOW)
                        .list(row -> new Sum(row.getString("tenant"), row.getLong("bytes"))));
        window.forEach(sum -> current.sums.merge(sum.tenant(), sum.bytes(), Long::sum));
        current.after = last;
        return ids.size() == WINDOW;
    }
}
