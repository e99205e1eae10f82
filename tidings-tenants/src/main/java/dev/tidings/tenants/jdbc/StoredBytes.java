package dev.tidings.tenants.jdbc;

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

    static final Sql SUMS = Sql.of("""
        SELECT tenant, sum(size) AS bytes, max(id) AS last_id, count(*) AS notifications
        FROM (
            SELECT id, tenant, coalesce(octet_length(payload), 0) + coalesce(octet_length(title), 0)
                + coalesce(octet_length(summary), 0) + coalesce(octet_length(fallback), 0) AS size
            FROM notifications
            WHERE id > :after
            ORDER BY id
            LIMIT :rows
        ) counted
        GROUP BY tenant
        """);

    private final Database database;
    private @Nullable Pass pass;
    private Map<String, Long> shown = Map.of();

    private record Sum(String tenant, long bytes, String lastId, int notifications) {}

    private static final class Pass {
        final Instant started;
        final Map<String, Long> sums = new HashMap<>();
        String after = "";
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
        List<Sum> window = database.read(
                "count the stored bytes of tenants",
                tx -> tx.prepared(SUMS)
                        .text("after", current.after)
                        .number("rows", WINDOW)
                        .list(row -> new Sum(
                                row.getString("tenant"),
                                row.getLong("bytes"),
                                row.getString("last_id"),
                                row.getInt("notifications"))));
        int read = 0;
        for (Sum sum : window) {
            current.sums.merge(sum.tenant(), sum.bytes(), Long::sum);
            read += sum.notifications();
            if (sum.lastId().compareTo(current.after) > 0) {
                current.after = sum.lastId();
            }
        }
        return read == WINDOW;
    }
}
