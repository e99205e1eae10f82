package dev.tidings.tenants.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.http.IfMatch;
import dev.tidings.http.JsonBody;
import dev.tidings.http.Paging;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import dev.tidings.json.JsonWriter;
import dev.tidings.tenants.ShownTenant;
import dev.tidings.tenants.TenantService;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Serves {@code /v1/tenants}, and {@code /v1/tenant}: the caller's own. */
public final class TenantRoutes {
    private final TenantService tenants;

    public TenantRoutes(TenantService tenants) {
        this.tenants = tenants;
    }

    public HttpService own() {
        return (ctx, request) ->
                RestResponses.of(tenants.own(Principal.of(ctx).tenant()), tenant -> tagged(HttpStatus.OK, tenant));
    }

    public HttpService list() {
        return (ctx, request) -> RestResponses.of(
                tenants.list(Paging.of(QueryParameters.of(ctx))),
                page -> RestResponses.json(HttpStatus.OK, json -> {
                    json.objects("tenants", page.items(), TenantJson::write);
                    json.text("next_cursor", page.next());
                }));
    }

    public HttpService get() {
        return (ctx, request) -> RestResponses.of(tenants.find(id(ctx)), tenant -> tagged(HttpStatus.OK, tenant));
    }

    public HttpService create() {
        return (ctx, request) -> RestResponses.of(
                request.aggregate().thenCompose(whole -> {
                    TenantBody.New wanted = TenantBody.creation(JsonBody.of(whole));
                    return tenants.create(wanted.id(), wanted.settings());
                }),
                tenant -> tagged(HttpStatus.CREATED, tenant));
    }

    public HttpService patch() {
        return (ctx, request) -> RestResponses.of(
                request.aggregate()
                        .thenCompose(
                                whole -> tenants.patch(id(ctx), TenantBody.patch(JsonBody.of(whole)), match(request))),
                tenant -> tagged(HttpStatus.OK, tenant));
    }

    public HttpService suspend() {
        return (ctx, request) ->
                RestResponses.of(tenants.suspend(id(ctx), match(request)), tenant -> tagged(HttpStatus.OK, tenant));
    }

    public HttpService resume() {
        return (ctx, request) -> RestResponses.of(
                tenants.resume(id(ctx), match(request), by(ctx)),
                resumed -> RestResponses.json(HttpStatus.OK, json -> {
                    json.object("tenant", tenant -> TenantJson.write(tenant, resumed.tenant()));
                    json.text(
                            "run_id",
                            resumed.run() == null ? null : resumed.run().id());
                }));
    }

    public HttpService delete() {
        return (ctx, request) -> RestResponses.of(
                tenants.delete(id(ctx), match(request), Principal.of(ctx).tenant(), by(ctx)),
                run -> RestResponses.json(HttpStatus.ACCEPTED, json -> json.text("run_id", run.id())));
    }

    private static HttpResponse tagged(HttpStatus status, ShownTenant tenant) {
        return HttpResponse.of(
                ResponseHeaders.builder(status)
                        .contentType(MediaType.JSON)
                        .set(
                                HttpHeaderNames.ETAG,
                                "\"" + IfMatch.tag(tenant.tenant().version()) + "\"")
                        .build(),
                HttpData.wrap(JsonWriter.object(json -> TenantJson.write(json, tenant))));
    }

    private static IfMatch match(HttpRequest request) {
        return IfMatch.of(request.headers());
    }

    private static @Nullable String by(ServiceRequestContext ctx) {
        return Principal.of(ctx).keyId();
    }

    private static String id(ServiceRequestContext ctx) {
        return Objects.requireNonNull(ctx.pathParam("id"));
    }
}
