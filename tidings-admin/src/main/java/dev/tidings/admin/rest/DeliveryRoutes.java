package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.admin.DeliveryService;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import java.util.Objects;

/** Serves {@code /v1/deliveries}, except bulk changes. */
public final class DeliveryRoutes {
    private final DeliveryService deliveries;

    public DeliveryRoutes(DeliveryService deliveries) {
        this.deliveries = deliveries;
    }

    public HttpService list() {
        return (ctx, request) -> {
            ListParameters query = ListParameters.of(ctx);
            return RestResponses.of(
                    deliveries.list(query.filter(Principal.of(ctx).tenant()), query.waitingFor(), query.paging()),
                    page -> RestResponses.json(HttpStatus.OK, json -> {
                        json.objects("deliveries", page.items(), DeliveryJson::write);
                        json.text("next_cursor", page.next());
                    }));
        };
    }

    public HttpService get() {
        return (ctx, request) -> RestResponses.of(
                deliveries.find(Principal.of(ctx).tenant(), id(ctx)),
                detail -> RestResponses.json(HttpStatus.OK, json -> {
                    DeliveryJson.write(json, detail.delivery());
                    NotificationId by = detail.supersededBy();
                    json.text("superseded_by", by == null ? null : by.value());
                    json.objects("attempts", detail.attempts(), DeliveryJson::write);
                    json.time("acked_delivered_at", detail.acks().deliveredAt());
                    json.time("acked_read_at", detail.acks().readAt());
                    DeliveryJson.write(json, detail.waiting());
                }));
    }

    public HttpService replay() {
        return (ctx, request) -> RestResponses.of(
                deliveries.replay(Principal.of(ctx).tenant(), id(ctx)),
                delivery -> RestResponses.json(HttpStatus.OK, json -> DeliveryJson.write(json, delivery)));
    }

    public HttpService retryNow() {
        return (ctx, request) -> RestResponses.of(
                deliveries.retryNow(Principal.of(ctx).tenant(), id(ctx)),
                delivery -> RestResponses.json(HttpStatus.OK, json -> DeliveryJson.write(json, delivery)));
    }

    public HttpService release() {
        return (ctx, request) -> RestResponses.of(
                deliveries.release(Principal.of(ctx).tenant(), id(ctx)),
                delivery -> RestResponses.json(HttpStatus.OK, json -> DeliveryJson.write(json, delivery)));
    }

    public HttpService cancel() {
        return (ctx, request) -> RestResponses.of(
                deliveries.cancel(Principal.of(ctx).tenant(), id(ctx)),
                delivery -> RestResponses.json(HttpStatus.OK, json -> DeliveryJson.write(json, delivery)));
    }

    private static DeliveryId id(ServiceRequestContext ctx) {
        return DeliveryId.parse("delivery_id", Objects.requireNonNull(ctx.pathParam("id")));
    }
}
