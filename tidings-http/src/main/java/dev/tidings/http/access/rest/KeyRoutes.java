package dev.tidings.http.access.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.Page;
import dev.tidings.http.JsonBody;
import dev.tidings.http.Paging;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.ApiKeys;
import dev.tidings.http.access.Principal;
import dev.tidings.http.access.TenantKeys;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Serves {@code /v1/keys}: the API keys of a tenant. The text of a key is only in the response to its creation. */
public final class KeyRoutes {

    private final TenantKeys keys;
    private final InstantSource clock;

    public KeyRoutes(TenantKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    public HttpService list() {
        return (ctx, request) -> RestResponses.of(
                page(ctx),
                page -> RestResponses.json(HttpStatus.OK, json -> {
                    json.objects("keys", page.items(), KeyRoutes::write);
                    json.text("next_cursor", page.next());
                }));
    }

    public HttpService create() {
        return (ctx, request) -> RestResponses.of(
                request.aggregate()
                        .thenCompose(whole ->
                                keys.create(Principal.of(ctx), KeyBody.read(JsonBody.of(whole), clock.instant()))),
                KeyRoutes::created);
    }

    public HttpService get() {
        return (ctx, request) -> RestResponses.of(keys.find(Principal.of(ctx).tenant(), id(ctx)), KeyRoutes::answer);
    }

    public HttpService revoke() {
        return (ctx, request) -> RestResponses.of(
                keys.revoke(Principal.of(ctx), id(ctx)), gone -> HttpResponse.of(HttpStatus.NO_CONTENT));
    }

    public HttpService setExpiry() {
        return (ctx, request) -> RestResponses.of(
                request.aggregate()
                        .thenCompose(whole -> keys.expire(
                                Principal.of(ctx), id(ctx), KeyExpiry.required(JsonBody.of(whole), clock.instant()))),
                KeyRoutes::answer);
    }

    private CompletableFuture<Page<ApiKey>> page(ServiceRequestContext ctx) {
        return keys.list(Principal.of(ctx).tenant(), Paging.of(QueryParameters.of(ctx)));
    }

    private static String id(ServiceRequestContext ctx) {
        return Objects.requireNonNull(ctx.pathParam("id"));
    }

    private static HttpResponse answer(ApiKey key) {
        return RestResponses.json(HttpStatus.OK, json -> write(json, key));
    }

    private static HttpResponse created(ApiKeys.Created created) {
        return HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.CREATED)
                        .contentType(MediaType.JSON)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .build(),
                HttpData.wrap(JsonWriter.object(json -> {
                    write(json, created.key());
                    json.text("key", created.text().reveal());
                })));
    }

    private static void write(JsonWriter out, ApiKey key) throws IOException {
        out.text("id", key.id());
        out.text("tenant", key.tenant());
        out.text("name", key.name());
        out.texts("scopes", key.scopes().stream().map(Scope::code).sorted().toList());
        out.texts("from", key.limits().networks());
        out.texts("types", key.limits().types());
        out.texts("recipients", key.limits().recipients());
        out.time("created_at", key.createdAt());
        out.time("last_used_at", key.lastUsedAt());
        out.time("expires_at", key.limits().expiresAt());
        out.time("revoked_at", key.revokedAt());
    }
}
