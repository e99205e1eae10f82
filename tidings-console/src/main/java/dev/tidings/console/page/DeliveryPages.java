package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import dev.tidings.console.api.ApiRefusal;
import dev.tidings.console.api.DeliveriesShown;
import dev.tidings.console.api.DeliveryShown;
import dev.tidings.console.api.NotificationShown;
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
        if (asked.stream().anyMatch(one -> one.getValue().isBlank())) {
            // The form sends empty fields; an address to share has none.
            return CompletableFuture.completedFuture(Html.see(filters.list().path()));
        }
        return visit.api()
                .get(
                        DeliveriesShown.class,
                        "/v1/deliveries",
                        Map.of(),
                        filters.list().query(asked, ROWS))
                .thenApply(found -> shown(visit, filters, found))
                .exceptionally(failure -> refused(visit, filters, failure));
    }

    private HttpResponse shown(Visit visit, DeliveryFilters filters, DeliveriesShown found) {
        String next = filters.list().next(found.nextCursor());
        return html.page(
                visit.partial() ? "delivery-rows.jte" : "deliveries.jte",
                visit.shell().in("deliveries"),
                new DeliveriesView(filters, found.deliveries(), next, null));
    }

    /** Shows what is wrong with the filters above them. */
    private HttpResponse refused(Visit visit, DeliveryFilters filters, Throwable failure) {
        ApiRefusal refusal = ApiRefusal.expected(failure, HttpStatus.BAD_REQUEST);
        return html.page(
                HttpStatus.BAD_REQUEST,
                "deliveries.jte",
                visit.shell().in("deliveries"),
                new DeliveriesView(filters, List.of(), null, refusal.problem().detail()));
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
            if (failure != null) {
                ApiRefusal.expected(failure, HttpStatus.NOT_FOUND);
                return null;
            }
            return found;
        });
    }
}
