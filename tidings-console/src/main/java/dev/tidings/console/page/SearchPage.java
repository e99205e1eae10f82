package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import dev.tidings.console.api.ApiRefusal;
import dev.tidings.console.api.DeliveriesShown;
import dev.tidings.console.api.DeliveryShown;
import dev.tidings.console.api.EndpointShown;
import dev.tidings.console.api.EndpointsShown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** One box for every id, recipient, key, type and tag: asks the lists whose filter the text can be. */
final class SearchPage {
    /** In the order in which they are shown. */
    private static final List<String> FILTERS =
            List.of("recipient", "idempotency_key", "type", "tag", "cancel_key", "ordering_key");

    private static final Pattern DELIVERY = Pattern.compile("dlv_\\w{26,32}");
    private static final Pattern NOTIFICATION = Pattern.compile("ntf_\\w{26,32}");
    private static final Pattern ENDPOINT = Pattern.compile("ept_\\w{26}");
    private static final int SHOWN = 5;

    private final Html html;

    SearchPage(Html html) {
        this.html = html;
    }

    CompletableFuture<HttpResponse> search(Visit visit) {
        String asked = visit.query("q");
        if (asked == null) {
            return CompletableFuture.completedFuture(page(visit, new SearchView("", List.of(), List.of())));
        }
        if (DELIVERY.matcher(asked).matches()) {
            return byId(visit, asked, DeliveryShown.class, "/v1/deliveries/{id}", "/console/deliveries/" + asked);
        }
        if (ENDPOINT.matcher(asked).matches()) {
            return byId(visit, asked, EndpointShown.class, "/v1/endpoints/{id}", "/console/endpoints/" + asked);
        }
        if (NOTIFICATION.matcher(asked).matches()) {
            return found(visit, "notification_id", asked)
                    .thenApply(found -> found.<HttpResponse>map(group -> group.deliveries()
                                                    .size()
                                            == 1
                                    ? Html.see("/console/deliveries/"
                                            + group.deliveries().getFirst().deliveryId())
                                    : Html.see(group.path()))
                            .orElseGet(() -> page(visit, new SearchView(asked, List.of(), List.of()))));
        }
        return everywhere(visit, asked);
    }

    private <T> CompletableFuture<HttpResponse> byId(
            Visit visit, String id, Class<T> shown, String template, String page) {
        return visit.api().get(shown, template, Map.of("id", id)).handle((found, failure) -> {
            if (failure != null) {
                requireNoMatch(failure);
            }
            return failure == null ? Html.see(page) : page(visit, new SearchView(id, List.of(), List.of()));
        });
    }

    private CompletableFuture<HttpResponse> everywhere(Visit visit, String asked) {
        List<CompletableFuture<Optional<SearchView.Found>>> lists =
                FILTERS.stream().map(filter -> found(visit, filter, asked)).toList();
        CompletableFuture<List<EndpointShown>> endpoints = visit.api()
                .get(
                        EndpointsShown.class,
                        "/v1/endpoints",
                        Map.of(),
                        QueryParams.of("recipient", asked, "limit", String.valueOf(SHOWN)))
                .handle((found, failure) -> {
                    if (failure != null) {
                        requireNoMatch(failure);
                    }
                    return failure == null ? found.endpoints() : List.of();
                });
        return CompletableFuture.allOf(lists.toArray(CompletableFuture[]::new)).thenCombine(endpoints, (done, ends) -> {
            List<SearchView.Found> found = new ArrayList<>();
            lists.forEach(list -> list.join().ifPresent(found::add));
            return page(visit, new SearchView(asked, found, ends));
        });
    }

    private static CompletableFuture<Optional<SearchView.Found>> found(Visit visit, String filter, String asked) {
        QueryParams query = QueryParams.of(filter, asked);
        return visit.api()
                .get(
                        DeliveriesShown.class,
                        "/v1/deliveries",
                        Map.of(),
                        query.toBuilder().set("limit", String.valueOf(SHOWN)).build())
                .handle((page, failure) -> {
                    if (failure != null) {
                        requireNoMatch(failure);
                        return Optional.empty();
                    }
                    return page.deliveries().isEmpty()
                            ? Optional.empty()
                            : Optional.of(new SearchView.Found(
                                    filter,
                                    "/console/deliveries?" + query.toQueryString(),
                                    page.deliveries(),
                                    page.nextCursor() != null));
                });
    }

    /** A text that cannot be a value of this filter, or an id of nothing, has no match; anything else is a failure. */
    private static void requireNoMatch(Throwable failure) {
        ApiRefusal.expected(failure, HttpStatus.BAD_REQUEST, HttpStatus.NOT_FOUND);
    }

    private HttpResponse page(Visit visit, SearchView view) {
        return html.page("search.jte", visit.shell().in("search"), view);
    }
}
