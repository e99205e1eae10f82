package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.admin.EndpointName;
import dev.tidings.admin.EndpointPut;
import dev.tidings.admin.EndpointRef;
import dev.tidings.admin.EndpointService;
import dev.tidings.admin.EndpointTests;
import dev.tidings.admin.EndpointView;
import dev.tidings.admin.FilterJson;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.store.EndpointFilter;
import dev.tidings.http.IfMatch;
import dev.tidings.http.JsonBody;
import dev.tidings.http.Paging;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /v1/endpoints} and {@code /v1/recipients/{recipient}/endpoints}: the same services, of which the first address
 * an endpoint by its id and the second by recipient, channel and name.
 */
public final class EndpointRoutes {
    /** The query parameter that tells the endpoints of a recipient on one channel apart. */
    public static final String NAME = "name";

    private final EndpointService endpoints;
    private final EndpointTests tests;
    private final InstantSource clock;

    public EndpointRoutes(EndpointService endpoints, EndpointTests tests, InstantSource clock) {
        this.endpoints = endpoints;
        this.tests = tests;
        this.clock = clock;
    }

    public HttpService put() {
        return (ctx, request) -> HttpResponse.of(request.aggregate()
                .thenCompose(whole -> endpoints.put(put(ctx, JsonBody.of(whole)), match(ctx)))
                .thenApply(put -> tagged(
                        put.created() ? HttpStatus.CREATED : HttpStatus.OK, put.endpoint(), json -> write(json, put))));
    }

    public HttpService create() {
        return (ctx, request) -> HttpResponse.of(request.aggregate()
                .thenCompose(whole -> endpoints.create(EndpointBody.create(
                        JsonBody.of(whole), Principal.of(ctx).tenant())))
                .thenApply(put -> tagged(HttpStatus.CREATED, put.endpoint(), json -> write(json, put))));
    }

    public HttpService patch() {
        return (ctx, request) -> HttpResponse.of(request.aggregate()
                .thenCompose(whole -> endpoints.patch(ref(ctx), EndpointBody.patch(JsonBody.of(whole)), match(ctx)))
                .thenApply(put -> tagged(HttpStatus.OK, put.endpoint(), json -> write(json, put))));
    }

    public HttpService get() {
        return (ctx, request) -> answer(endpoints.find(ref(ctx)));
    }

    public HttpService list() {
        return (ctx, request) -> {
            EndpointFilter filter =
                    EndpointListParameters.filter(ctx, Principal.of(ctx).tenant());
            return RestResponses.of(
                    endpoints.list(filter, Paging.of(QueryParameters.of(ctx))),
                    page -> RestResponses.json(HttpStatus.OK, json -> {
                        json.objects("endpoints", page.items(), EndpointJson::write);
                        json.text("next_cursor", page.next());
                    }));
        };
    }

    public HttpService ofRecipient() {
        return (ctx, request) -> RestResponses.of(
                endpoints.ofRecipient(Principal.of(ctx).tenant(), recipient(ctx)),
                found -> RestResponses.json(
                        HttpStatus.OK, json -> json.objects("endpoints", found, EndpointJson::write)));
    }

    public HttpService delete() {
        return (ctx, request) -> RestResponses.of(
                endpoints.delete(ref(ctx), match(ctx)), gone -> HttpResponse.of(HttpStatus.NO_CONTENT));
    }

    public HttpService test() {
        return (ctx, request) -> RestResponses.of(
                tests.test(ref(ctx)), result -> RestResponses.json(HttpStatus.OK, json -> write(json, result)));
    }

    public HttpService pause() {
        return (ctx, request) -> HttpResponse.of(request.aggregate().thenApply(whole -> {
            EndpointRef ref = ref(ctx);
            Instant until = PauseBody.until(JsonBody.of(whole), clock.instant());
            return answer(endpoints.pause(ref, until, match(ctx)));
        }));
    }

    public HttpService resume() {
        return (ctx, request) -> resumed(endpoints.resume(ref(ctx), match(ctx)));
    }

    public HttpService unblock() {
        return (ctx, request) -> resumed(endpoints.unblock(ref(ctx)));
    }

    private static HttpResponse resumed(CompletableFuture<EndpointService.Resumed> resumed) {
        return RestResponses.of(
                resumed,
                now -> tagged(HttpStatus.OK, now.endpoint(), json -> {
                    EndpointJson.write(json, now.endpoint());
                    json.number("retrying", now.retrying());
                    write(json, now.skipped());
                }));
    }

    public HttpService rotateSecret() {
        return (ctx, request) -> HttpResponse.of(request.aggregate().thenApply(whole -> {
            Secret given = whole.content().isEmpty() ? null : SecretBody.read(JsonBody.of(whole));
            return RestResponses.of(
                    endpoints.rotateSecret(ref(ctx), given, match(ctx)),
                    put -> tagged(HttpStatus.OK, put.endpoint(), json -> write(json, put)));
        }));
    }

    public HttpService retireSecret() {
        return (ctx, request) -> HttpResponse.of(request.aggregate()
                .thenApply(whole ->
                        answer(endpoints.retireSecret(ref(ctx), RetirementBody.read(JsonBody.of(whole)), match(ctx)))));
    }

    private static HttpResponse answer(CompletableFuture<EndpointView> endpoint) {
        return RestResponses.of(
                endpoint, found -> tagged(HttpStatus.OK, found, json -> EndpointJson.write(json, found)));
    }

    private static HttpResponse tagged(HttpStatus status, EndpointView view, JsonWriter.Body body) {
        return HttpResponse.of(
                ResponseHeaders.builder(status)
                        .contentType(MediaType.JSON)
                        .set(
                                HttpHeaderNames.ETAG,
                                "\"" + IfMatch.tag(view.endpoint().version()) + "\"")
                        .build(),
                HttpData.wrap(JsonWriter.object(body)));
    }

    private static IfMatch match(ServiceRequestContext ctx) {
        return IfMatch.of(ctx.request().headers());
    }

    private static void write(JsonWriter json, EndpointService.Put put) throws IOException {
        EndpointJson.write(json, put.endpoint());
        if (!put.newSecrets().isEmpty()) {
            json.texts(
                    "new_secrets", put.newSecrets().stream().map(Secret::reveal).toList());
        }
        json.number("retrying", put.retrying());
        write(json, put.skipped());
    }

    private static void write(JsonWriter json, EndpointService.@Nullable Skipped skipped) throws IOException {
        if (skipped != null) {
            json.object("skipped_while_disabled", fields -> {
                fields.number("count", skipped.count());
                fields.text("replay_with", "POST /v1/deliveries:replay");
                fields.object("filter", filter -> FilterJson.write(filter, skipped.filter()));
            });
        }
    }

    private static void write(JsonWriter json, EndpointTests.Result result) throws IOException {
        EndpointJson.write(json, result.test());
        if (result.outcome() != null) {
            Evidence evidence = result.outcome().evidence();
            json.number("provider_status", evidence.providerStatus());
            json.text("response", evidence.response());
        }
        json.number("retrying", result.retrying());
    }

    private static EndpointPut put(ServiceRequestContext ctx, byte[] body) {
        return EndpointBody.put(body, Principal.of(ctx).tenant(), recipient(ctx), channel(ctx), ctx.queryParam(NAME));
    }

    /** The endpoint of the path; without an id and a name it is the one named {@code default}. */
    static EndpointRef ref(ServiceRequestContext ctx) {
        String tenant = Principal.of(ctx).tenant();
        String id = param(ctx, "id");
        return id == null
                ? new EndpointRef.ByKey(
                        new EndpointKey(tenant, recipient(ctx), channel(ctx), EndpointName.of(ctx.queryParam(NAME))))
                : new EndpointRef.ById(tenant, EndpointId.parse("id", id));
    }

    private static String channel(ServiceRequestContext ctx) {
        return Objects.requireNonNull(param(ctx, "channel"));
    }

    private static String recipient(ServiceRequestContext ctx) {
        return Objects.requireNonNull(param(ctx, "recipient"));
    }

    private static @Nullable String param(ServiceRequestContext ctx, String name) {
        return ctx.pathParam(name);
    }
}
