package dev.tidings.store.jdbc;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.notification.TraceContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** How a notification stands in its table. */
public final class NotificationRows {
    /** The columns that {@link #bind} sets, in its order. */
    public static final String COLUMNS =
            "id, tenant, producer, idempotency_key, type, accepted_at, not_before, expires_at, request_id, traceparent,"
                    + " tracestate, title, summary, fallback, target_url, payload, dedupe_key";

    public static final String SELECT = "SELECT " + COLUMNS + " FROM notifications";

    private NotificationRows() {}

    public static Binding bind(Binding binding, Notification notification) throws SQLException {
        TraceContext trace = notification.trace();
        Content content = notification.content();
        Payload payload = notification.payload();
        return binding.text(notification.id().value())
                .text(notification.tenant())
                .text(notification.producer())
                .text(notification.idempotencyKey())
                .text(notification.type())
                .time(notification.acceptedAt())
                .time(notification.notBefore())
                .time(notification.expiresAt())
                .text(notification.requestId())
                .text(trace == null ? null : trace.traceparent())
                .text(trace == null ? null : trace.tracestate())
                .text(content == null ? null : content.title())
                .text(content == null ? null : content.summary())
                .text(content == null ? null : content.fallback())
                .text(content == null ? null : content.targetUrl())
                .bytes(payload == null ? null : payload.json())
                .text(notification.dedupeKey());
    }

    public static Notification read(ResultSet row) throws SQLException {
        byte[] payload = row.getBytes("payload");
        return new Notification(
                new NotificationId(row.getString("id")),
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
                row.getString("dedupe_key"));
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
