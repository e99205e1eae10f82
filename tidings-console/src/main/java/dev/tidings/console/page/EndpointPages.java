package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import dev.tidings.console.api.ApiRefusal;
import dev.tidings.console.api.EndpointCounts;
import dev.tidings.console.api.EndpointShown;
import dev.tidings.console.api.EndpointsShown;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The list of endpoints, and one of them. */
final class EndpointPages {
    private static final String LIST = "/console/endpoints";
    private static final int ROWS = 50;

    private final Html html;

    EndpointPages(Html html) {
        this.html = html;
    }

    CompletableFuture<HttpResponse> list(Visit visit) {
        QueryParams asked = visit.ctx().queryParams();
        FilteredList list = FilteredList.of(LIST, asked);
        if (asked.stream().anyMatch(one -> one.getValue().isBlank())) {
            return CompletableFuture.completedFuture(Html.see(list.path()));
        }
        return visit.api()
                .get(EndpointsShown.class, "/v1/endpoints", Map.of(), list.query(asked, ROWS))
                .handle((found, failure) -> {
                    if (failure == null) {
                        String next = list.next(found.nextCursor());
                        return page(visit, HttpStatus.OK, new EndpointsView(list, found.endpoints(), next, null));
                    }
                    ApiRefusal refusal = ApiRefusal.expected(failure, HttpStatus.BAD_REQUEST);
                    return page(
                            visit,
                            HttpStatus.BAD_REQUEST,
                            new EndpointsView(
                                    list, List.of(), null, refusal.problem().detail()));
                });
    }

    private HttpResponse page(Visit visit, HttpStatus status, EndpointsView view) {
        String template = visit.partial() ? "endpoint-rows.jte" : "endpoints.jte";
        return html.page(status, template, visit.shell().in("endpoints"), view);
    }

    CompletableFuture<HttpResponse> detail(Visit visit) {
        Map<String, String> id = Map.of("id", visit.part("id"));
        return find(visit)
                .thenCombine(
                        visit.api().get(EndpointCounts.class, "/v1/endpoints/{id}/stats", id),
                        (endpoint, counts) -> html.page(
                                "endpoint.jte",
                                visit.shell().in("endpoints"),
                                new EndpointDetailView(
                                        endpoint,
                                        counts,
                                        EndpointAction.usefulFor(endpoint),
                                        visit.query("done"),
                                        CurlCommand.of(visit, HttpMethod.GET, "/v1/endpoints/" + endpoint.id()))));
    }

    static CompletableFuture<EndpointShown> find(Visit visit) {
        return visit.api().get(EndpointShown.class, "/v1/endpoints/{id}", Map.of("id", visit.part("id")));
    }
}
