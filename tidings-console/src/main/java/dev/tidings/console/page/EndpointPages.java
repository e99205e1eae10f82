package dev.tidings.console.page;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.QueryParamsBuilder;
import dev.tidings.console.api.ApiRefusal;
import dev.tidings.console.api.EndpointCounts;
import dev.tidings.console.api.EndpointShown;
import dev.tidings.console.api.EndpointsShown;
import dev.tidings.core.problem.Cause;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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
        Map<String, String> given = new LinkedHashMap<>();
        asked.forEach((name, value) -> {
            if (!name.equals("cursor") && !value.isBlank()) {
                given.put(name, value.strip());
            }
        });
        if (asked.stream().anyMatch(one -> one.getValue().isBlank())) {
            return CompletableFuture.completedFuture(Html.see(path(given, null)));
        }
        QueryParamsBuilder query = QueryParams.builder().set("limit", String.valueOf(ROWS));
        given.forEach(query::set);
        String cursor = asked.get("cursor");
        if (cursor != null) {
            query.set("cursor", cursor);
        }
        return visit.api()
                .get(EndpointsShown.class, "/v1/endpoints", Map.of(), query.build())
                .handle((found, failure) -> {
                    if (failure == null) {
                        String next = found.nextCursor() == null ? null : path(given, found.nextCursor());
                        return page(visit, HttpStatus.OK, new EndpointsView(given, found.endpoints(), next, null));
                    }
                    if (Cause.of(failure) instanceof ApiRefusal refusal
                            && refusal.status() == HttpStatus.BAD_REQUEST.code()) {
                        return page(
                                visit,
                                HttpStatus.BAD_REQUEST,
                                new EndpointsView(
                                        given,
                                        List.of(),
                                        null,
                                        refusal.problem().detail()));
                    }
                    throw Cause.unchecked(Cause.of(failure));
                });
    }

    private HttpResponse page(Visit visit, HttpStatus status, EndpointsView view) {
        String template = visit.partial() ? "endpoint-rows.jte" : "endpoints.jte";
        return html.page(status, template, visit.shell().in("endpoints"), view);
    }

    private static String path(Map<String, String> given, @Nullable String cursor) {
        QueryParamsBuilder query = QueryParams.builder();
        given.forEach(query::set);
        if (cursor != null) {
            query.set("cursor", cursor);
        }
        QueryParams all = query.build();
        return all.isEmpty() ? LIST : LIST + "?" + all.toQueryString();
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
