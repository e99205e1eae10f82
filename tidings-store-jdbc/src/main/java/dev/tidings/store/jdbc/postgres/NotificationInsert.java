package dev.tidings.store.jdbc.postgres;

import static dev.tidings.store.jdbc.postgres.RowInsert.bytes;
import static dev.tidings.store.jdbc.postgres.RowInsert.flag;
import static dev.tidings.store.jdbc.postgres.RowInsert.id;
import static dev.tidings.store.jdbc.postgres.RowInsert.text;
import static dev.tidings.store.jdbc.postgres.RowInsert.time;

import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.notification.TraceContext;
import dev.tidings.store.jdbc.NotificationRows;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Inserts notifications, many in one statement. */
final class NotificationInsert {
    private static final RowInsert<Notification> ROWS = new RowInsert<>(
            Sql.of("""
                INSERT INTO notifications (id, tenant, producer, idempotency_key, type, accepted_at, not_before,
                    expires_at, request_id, traceparent, tracestate, title, summary, fallback, target_url, payload, dedupe_key,
                    ordering_key, ordering_halts, concurrency_key)
                SELECT * FROM unnest(
                    :id::bytea[], :tenant::text[], :producer::text[], :idempotency_key::text[], :type::text[],
                    :accepted_at::int8[], :not_before::int8[], :expires_at::int8[], :request_id::text[],
                    :traceparent::text[], :tracestate::text[], :title::text[], :summary::text[], :fallback::text[],
                    :target_url::text[], :payload::bytea[], :dedupe_key::text[], :ordering_key::text[],
                    :ordering_halts::bool[], :concurrency_key::text[])
                """),
            Sql.of("""
                COPY notifications (id, tenant, producer, idempotency_key, type, accepted_at, not_before,
                    expires_at, request_id, traceparent, tracestate, title, summary, fallback, target_url, payload, dedupe_key,
                    ordering_key, ordering_halts, concurrency_key)
                FROM STDIN (FORMAT binary)
                """),
            List.of(
                    id("id", Notification::id),
                    text("tenant", Notification::tenant),
                    text("producer", Notification::producer),
                    text("idempotency_key", Notification::idempotencyKey),
                    text("type", Notification::type),
                    time("accepted_at", Notification::acceptedAt),
                    time("not_before", Notification::notBefore),
                    time("expires_at", Notification::expiresAt),
                    text("request_id", Notification::requestId),
                    text("traceparent", ofTrace(TraceContext::traceparent)),
                    text("tracestate", ofTrace(TraceContext::tracestate)),
                    text("title", ofContent(Content::title)),
                    text("summary", ofContent(Content::summary)),
                    text("fallback", ofContent(Content::fallback)),
                    text("target_url", ofContent(Content::targetUrl)),
                    bytes("payload", NotificationInsert::json),
                    text("dedupe_key", one -> one.keys().dedupe()),
                    text("ordering_key", one -> one.keys().ordering()),
                    flag("ordering_halts", NotificationRows::halts),
                    text("concurrency_key", one -> one.keys().concurrency())));

    private NotificationInsert() {}

    static void insert(Transaction tx, List<Notification> notifications) throws SQLException {
        ROWS.insert(tx, notifications);
    }

    static void bind(Unnest<Notification> arrays) throws SQLException {
        ROWS.bind(arrays);
    }

    private static byte @Nullable [] json(Notification one) {
        Payload payload = one.payload();
        return payload == null ? null : payload.json();
    }

    private static Function<Notification, @Nullable String> ofTrace(Function<TraceContext, @Nullable String> column) {
        return one -> {
            TraceContext trace = one.trace();
            return trace == null ? null : column.apply(trace);
        };
    }

    private static Function<Notification, @Nullable String> ofContent(Function<Content, @Nullable String> column) {
        return one -> {
            Content content = one.content();
            return content == null ? null : column.apply(content);
        };
    }
}
