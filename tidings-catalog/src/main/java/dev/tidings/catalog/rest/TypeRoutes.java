package dev.tidings.catalog.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.catalog.NotificationType;
import dev.tidings.catalog.TypeService;
import dev.tidings.http.IfMatch;
import dev.tidings.http.JsonBody;
import dev.tidings.http.Paging;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import dev.tidings.json.JsonWriter;
import java.util.Objects;

/** Serves {@code /v1/types}. */
public final class TypeRoutes {
    private final TypeService types;

    public TypeRoutes(TypeService types) {
        this.types = types;
    }

    public HttpService list() {
        return (ctx, request) -> RestResponses.of(
                types.list(tenant(ctx), Paging.of(QueryParameters.of(ctx))),
                page -> RestResponses.json(HttpStatus.OK, json -> {
                    json.objects("types", page.items(), TypeJson::write);
                    json.text("next_cursor", page.next());
                }));
    }

    public HttpService get() {
        return (ctx, request) ->
                RestResponses.of(types.find(tenant(ctx), name(ctx)), type -> tagged(HttpStatus.OK, type));
    }

    public HttpService asyncApi() {
        return (ctx, request) -> RestResponses.of(
                types.asyncApi(tenant(ctx)), document -> HttpResponse.of(HttpStatus.OK, MediaType.JSON, document));
    }

    public HttpService put() {
        return (ctx, request) -> HttpResponse.of(request.aggregate()
                .thenApply(whole -> RestResponses.of(
                        types.put(
                                tenant(ctx),
                                name(ctx),
                                TypeBody.read(JsonBody.of(whole)),
                                IfMatch.of(request.headers())),
                        put -> tagged(put.created() ? HttpStatus.CREATED : HttpStatus.OK, put.type()))));
    }

    public HttpService delete() {
        return (ctx, request) -> RestResponses.of(
                types.delete(tenant(ctx), name(ctx), IfMatch.of(request.headers())),
                gone -> HttpResponse.of(HttpStatus.NO_CONTENT));
    }

    private static HttpResponse tagged(HttpStatus status, NotificationType type) {
        return HttpResponse.of(
                ResponseHeaders.builder(status)
                        .contentType(MediaType.JSON)
                        .set(HttpHeaderNames.ETAG, "\"" + IfMatch.tag(type.version()) + "\"")
                        .build(),
                HttpData.wrap(JsonWriter.object(json -> TypeJson.write(json, type))));
    }

    private static String tenant(ServiceRequestContext ctx) {
        return Principal.of(ctx).tenant();
    }

    private static String name(ServiceRequestContext ctx) {
        return Objects.requireNonNull(ctx.pathParam("name"));
    }
}
