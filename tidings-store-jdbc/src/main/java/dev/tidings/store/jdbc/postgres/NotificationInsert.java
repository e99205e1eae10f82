package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.notification.TraceContext;
import dev.tidings.store.jdbc.NotificationRows;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Inserts notifications, many in one statement. */
final class NotificationInsert {
    static final String INSERT = "INSERT INTO notifications (" + NotificationRows.COLUMNS + ") SELECT * FROM"
            + " unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[],"
            + " ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[])";

    private NotificationInsert() {}

    static void insert(Transaction tx, List<Notification> notifications) throws SQLException {
        new Unnest<>(tx.prepared(INSERT), notifications)
                .text(one -> one.id().value())
                .text(Notification::tenant)
                .text(Notification::producer)
                .text(Notification::idempotencyKey)
                .text(Notification::type)
                .time(Notification::acceptedAt)
                .time(Notification::notBefore)
                .time(Notification::expiresAt)
                .text(Notification::requestId)
                .text(ofTrace(TraceContext::traceparent))
                .text(ofTrace(TraceContext::tracestate))
                .text(ofContent(Content::title))
                .text(ofContent(Content::summary))
                .text(ofContent(Content::fallback))
                .text(ofContent(Content::targetUrl))
                .bytes(NotificationInsert::json)
                .update();
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
