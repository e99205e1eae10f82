package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import dev.tidings.console.api.ApiRefusal;
import dev.tidings.console.api.DeliveryShown;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Says what an action on a delivery will do, and takes it when its viewer agrees. */
final class DeliveryActions {
    private final Html html;

    DeliveryActions(Html html) {
        this.html = html;
    }

    CompletableFuture<HttpResponse> serve(Visit visit) {
        DeliveryAction action = DeliveryAction.of(visit.part("action"));
        return visit.submitted() ? take(visit, action) : preview(visit, action, HttpStatus.OK, null);
    }

    private CompletableFuture<HttpResponse> preview(
            Visit visit, DeliveryAction action, HttpStatus status, @Nullable String problem) {
        return DeliveryPages.find(visit)
                .thenApply(delivery -> html.page(
                        status,
                        "delivery-action.jte",
                        visit.shell().in("deliveries"),
                        new DeliveryActionView(
                                action,
                                delivery,
                                action.allowed(delivery),
                                CurlCommand.of(
                                        visit,
                                        HttpMethod.POST,
                                        "/v1/deliveries/" + delivery.deliveryId() + ":" + action.code()),
                                problem)));
    }

    private CompletableFuture<HttpResponse> take(Visit visit, DeliveryAction action) {
        String id = visit.part("id");
        return visit.api()
                .post(DeliveryShown.class, "/v1/deliveries/{id}:" + action.code(), Map.of("id", id), "")
                .thenApply(done -> Html.see("/console/deliveries/" + id + "?"
                        + QueryParams.of("done", action.code()).toQueryString()))
                .exceptionallyCompose(failure -> {
                    ApiRefusal refusal = ApiRefusal.expected(failure, HttpStatus.CONFLICT);
                    return preview(
                            visit,
                            action,
                            HttpStatus.CONFLICT,
                            refusal.problem().detail());
                });
    }
}
