package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.NotificationService;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Expansion;
import dev.tidings.core.store.NotificationLabels;
import dev.tidings.core.store.NotificationSummary;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.util.Objects;

/** Serves {@code /v1/notifications}. */
public final class NotificationRoutes {
    private final NotificationService notifications;

    public NotificationRoutes(NotificationService notifications) {
        this.notifications = notifications;
    }

    public HttpService list() {
        return (ctx, request) -> {
            ListParameters query = ListParameters.of(ctx);
            return RestResponses.of(
                    notifications.list(query.filter(Principal.of(ctx).tenant()), query.paging()),
                    page -> RestResponses.json(HttpStatus.OK, json -> {
                        json.objects("notifications", page.items(), NotificationRoutes::write);
                        json.text("next_cursor", page.next());
                    }));
        };
    }

    static void write(JsonWriter json, NotificationSummary listed) throws IOException {
        json.text("notification_id", listed.id().value());
        json.text("type", listed.type());
        json.text("producer", listed.producer());
        json.text("idempotency_key", listed.idempotencyKey());
        json.time("not_before", listed.notBefore());
        json.time("expires_at", listed.expiresAt());
        json.text("dedupe_key", listed.keys().dedupe());
        json.text("ordering_key", listed.keys().ordering());
        json.text("ordering_on_dead", listed.keys().onDead());
        json.text("concurrency_key", listed.keys().concurrency());
        write(json, listed.labels());
        json.text("request_id", listed.requestId());
        json.time("accepted_at", listed.acceptedAt());
    }

    public HttpService get() {
        return (ctx, request) -> RestResponses.of(
                notifications.find(
                        Principal.of(ctx).tenant(),
                        NotificationId.parse("notification_id", Objects.requireNonNull(ctx.pathParam("id")))),
                detail -> RestResponses.json(HttpStatus.OK, json -> {
                    write(json, detail.notification());
                    write(json, detail.labels());
                    Expansion expansion = detail.expansion();
                    if (expansion != null) {
                        json.object("expansion", fields -> write(fields, expansion));
                    }
                    json.objects("deliveries", detail.deliveries().items(), DeliveryJson::write);
                    json.text("next_cursor", detail.deliveries().next());
                }));
    }

    public HttpService cancelExpansion() {
        return (ctx, request) -> RestResponses.of(
                notifications.cancelExpansion(
                        Principal.of(ctx).tenant(),
                        NotificationId.parse("notification_id", Objects.requireNonNull(ctx.pathParam("id")))),
                expansion -> RestResponses.json(HttpStatus.OK, json -> write(json, expansion)));
    }

    private static void write(JsonWriter json, Expansion expansion) throws IOException {
        json.text("topic", expansion.topic());
        json.text("state", expansion.state().code());
        json.number("total", expansion.total());
        json.number("expanded", expansion.expanded());
        json.number("deliveries", expansion.deliveries());
        json.time("ended_at", expansion.endedAt());
    }

    static void write(JsonWriter json, NotificationLabels labels) throws IOException {
        if (!labels.tags().isEmpty()) {
            json.texts("tags", labels.tags());
        }
        json.text("cancel_key", labels.cancelKey());
        NotificationId by = labels.supersededBy();
        json.text("superseded_by", by == null ? null : by.value());
    }

    static void write(JsonWriter json, Notification notification) throws IOException {
        json.text("notification_id", notification.id().value());
        json.text("type", notification.type());
        json.text("producer", notification.producer());
        json.text("idempotency_key", notification.idempotencyKey());
        Content content = notification.content();
        if (content != null) {
            json.object("content", fields -> {
                fields.text("title", content.title());
                fields.text("summary", content.summary());
                fields.text("fallback", content.fallback());
                fields.text("target_url", content.targetUrl());
            });
        }
        json.payload("payload", notification.payload());
        json.time("not_before", notification.notBefore());
        json.time("expires_at", notification.expiresAt());
        json.text("dedupe_key", notification.keys().dedupe());
        json.text("ordering_key", notification.keys().ordering());
        json.text("ordering_on_dead", notification.keys().onDead());
        json.text("concurrency_key", notification.keys().concurrency());
        json.text("request_id", notification.requestId());
        if (notification.trace() != null) {
            json.text("trace_id", notification.trace().traceId());
        }
        json.time("accepted_at", notification.acceptedAt());
    }
}
