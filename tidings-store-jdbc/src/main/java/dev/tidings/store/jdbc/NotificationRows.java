package dev.tidings.store.jdbc;

import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.notification.TraceContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Binds and reads the columns of a notification. */
public final class NotificationRows {
    private NotificationRows() {}

    public static Binding bind(Binding binding, Notification notification) throws SQLException {
        TraceContext trace = notification.trace();
        Content content = notification.content();
        Payload payload = notification.payload();
        return binding.id("id", notification.id())
                .text("tenant", notification.tenant())
                .text("producer", notification.producer())
                .text("idempotencyKey", notification.idempotencyKey())
                .text("type", notification.type())
                .time("acceptedAt", notification.acceptedAt())
                .time("notBefore", notification.notBefore())
                .time("expiresAt", notification.expiresAt())
                .text("requestId", notification.requestId())
                .text("traceparent", trace == null ? null : trace.traceparent())
                .text("tracestate", trace == null ? null : trace.tracestate())
                .text("title", content == null ? null : content.title())
                .text("summary", content == null ? null : content.summary())
                .text("fallback", content == null ? null : content.fallback())
                .text("targetUrl", content == null ? null : content.targetUrl())
                .bytes("payload", payload == null ? null : payload.json())
                .text("dedupeKey", notification.keys().dedupe())
                .text("orderingKey", notification.keys().ordering())
                .flag("orderingHalts", halts(notification))
                .text("concurrencyKey", notification.keys().concurrency());
    }

    public static Notification read(ResultSet row) throws SQLException {
        byte[] payload = row.getBytes("payload");
        return new Notification(
                Columns.notification(row, "id"),
                row.getString("tenant"),
                row.getString("producer"),
                row.getString("idempotency_key"),
                row.getString("type"),
                content(row),
                payload == null ? null : new Payload(payload),
                Columns.timeOrNull(row, "not_before"),
                Columns.timeOrNull(row, "expires_at"),
                row.getString("request_id"),
                trace(row),
                Columns.time(row, "accepted_at"),
                keys(row));
    }

    /** Null instead of false, so that it takes no space. */
    public static @Nullable Boolean halts(Notification notification) {
        return notification.keys().halts() ? Boolean.TRUE : null;
    }

    static IntentKeys keys(ResultSet row) throws SQLException {
        String dedupe = row.getString("dedupe_key");
        String ordering = row.getString("ordering_key");
        String concurrency = row.getString("concurrency_key");
        return dedupe == null && ordering == null && concurrency == null
                ? IntentKeys.NONE
                : new IntentKeys(dedupe, ordering, row.getBoolean("ordering_halts")).limitedBy(concurrency);
    }

    private static @Nullable Content content(ResultSet row) throws SQLException {
        String title = row.getString("title");
        return title == null
                ? null
                : new Content(title, row.getString("summary"), row.getString("fallback"), row.getString("target_url"));
    }

    private static @Nullable TraceContext trace(ResultSet row) throws SQLException {
        String traceparent = row.getString("traceparent");
        return traceparent == null ? null : new TraceContext(traceparent, row.getString("tracestate"));
    }
}
