package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.QueryParamsBuilder;
import dev.tidings.console.api.ApiRefusal;
import dev.tidings.console.api.DeliveriesShown;
import dev.tidings.console.api.DeliveryShown;
import dev.tidings.console.api.NotificationShown;
import dev.tidings.core.problem.Cause;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The list of deliveries, and one of them. */
final class DeliveryPages {
    private static final int ROWS = 50;

    private final Html html;

    DeliveryPages(Html html) {
        this.html = html;
    }

    CompletableFuture<HttpResponse> list(Visit visit) {
        QueryParams asked = visit.ctx().queryParams();
        DeliveryFilters filters = DeliveryFilters.of(asked);
        String cursor = asked.get("cursor", "");
        if (asked.stream().anyMatch(one -> one.getValue().isBlank())) {
            // The form sends empty fields; an address to share has none.
            return CompletableFuture.completedFuture(Html.see(filters.path()));
        }
        QueryParamsBuilder query = filters.query().toBuilder().set("limit", String.valueOf(ROWS));
        if (!cursor.isEmpty()) {
            query.set("cursor", cursor);
        }
        return visit.api()
                .get(DeliveriesShown.class, "/v1/deliveries", Map.of(), query.build())
                .thenApply(found -> shown(visit, filters, found))
                .exceptionally(failure -> refused(visit, filters, Cause.of(failure)));
    }

    private HttpResponse shown(Visit visit, DeliveryFilters filters, DeliveriesShown found) {
        String next = found.nextCursor() == null ? null : filters.path(found.nextCursor());
        return html.page(
                visit.partial() ? "delivery-rows.jte" : "deliveries.jte",
                visit.shell().in("deliveries"),
                new DeliveriesView(filters, found.deliveries(), next, null));
    }

    /** Shows what is wrong with the filters above them. */
    private HttpResponse refused(Visit visit, DeliveryFilters filters, Throwable failure) {
        if (failure instanceof ApiRefusal refusal && refusal.status() == HttpStatus.BAD_REQUEST.code()) {
            return html.page(
                    HttpStatus.BAD_REQUEST,
                    "deliveries.jte",
                    visit.shell().in("deliveries"),
                    new DeliveriesView(
                            filters, List.of(), null, refusal.problem().detail()));
        }
        throw Cause.unchecked(failure);
    }

    CompletableFuture<HttpResponse> detail(Visit visit) {
        return find(visit)
                .thenCompose(delivery -> notification(visit, delivery.notificationId())
                        .thenApply(notification -> html.page(
                                "delivery.jte",
                                visit.shell().in("deliveries"),
                                new DeliveryView(
                                        delivery,
                                        notification,
                                        DeliveryAction.allowedFor(delivery),
                                        visit.query("done"),
                                        CurlCommand.of(
                                                visit, HttpMethod.GET, "/v1/deliveries/" + delivery.deliveryId())))));
    }

    static CompletableFuture<DeliveryShown> find(Visit visit) {
        return visit.api().get(DeliveryShown.class, "/v1/deliveries/{id}", Map.of("id", visit.part("id")));
    }

    /** Retention may have removed it meanwhile. */
    private static CompletableFuture<@Nullable NotificationShown> notification(Visit visit, String id) {
        return visit.api().notification(id).handle((found, failure) -> {
            if (failure == null) {
                return found;
            }
            if (Cause.of(failure) instanceof ApiRefusal refusal && refusal.status() == HttpStatus.NOT_FOUND.code()) {
                return null;
            }
            throw Cause.unchecked(Cause.of(failure));
        });
    }
}
