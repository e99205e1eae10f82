package dev.tidings.audience.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.audience.RecipientDocument;
import dev.tidings.audience.RecipientPatch;
import dev.tidings.audience.RecipientService;
import dev.tidings.core.recipient.RecipientProfile;
import dev.tidings.http.IfMatch;
import dev.tidings.http.JsonBody;
import dev.tidings.http.Paging;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import dev.tidings.json.JsonWriter;
import java.util.Objects;

/** Serves {@code /v1/recipients}. */
public final class RecipientRoutes {
    private final RecipientService recipients;

    public RecipientRoutes(RecipientService recipients) {
        this.recipients = recipients;
    }

    public HttpService list() {
        return (ctx, request) -> RestResponses.of(
                recipients.list(tenant(ctx), Paging.of(QueryParameters.of(ctx))),
                page -> RestResponses.json(HttpStatus.OK, json -> {
                    json.objects("recipients", page.items(), RecipientJson::write);
                    json.text("next_cursor", page.next());
                }));
    }

    public HttpService get() {
        return (ctx, request) -> RestResponses.of(
                recipients.find(tenant(ctx), recipient(ctx)), profile -> tagged(HttpStatus.OK, profile));
    }

    public HttpService put() {
        return (ctx, request) -> HttpResponse.of(request.aggregate()
                .thenApply(whole -> RestResponses.of(
                        recipients.put(
                                tenant(ctx),
                                recipient(ctx),
                                RecipientDocument.read(JsonBody.of(whole)),
                                IfMatch.of(request.headers())),
                        put -> tagged(put.created() ? HttpStatus.CREATED : HttpStatus.OK, put.profile()))));
    }

    public HttpService patch() {
        return (ctx, request) -> HttpResponse.of(request.aggregate().thenApply(whole -> {
            RecipientPatch patch = RecipientPatch.read(JsonBody.of(whole));
            return RestResponses.of(
                    recipients.patch(tenant(ctx), recipient(ctx), patch, IfMatch.of(request.headers())),
                    profile -> tagged(HttpStatus.OK, profile));
        }));
    }

    private static HttpResponse tagged(HttpStatus status, RecipientProfile profile) {
        return HttpResponse.of(
                ResponseHeaders.builder(status)
                        .contentType(MediaType.JSON)
                        .set(HttpHeaderNames.ETAG, "\"" + IfMatch.tag(profile.version()) + "\"")
                        .build(),
                HttpData.wrap(JsonWriter.object(json -> RecipientJson.write(json, profile))));
    }

    private static String tenant(ServiceRequestContext ctx) {
        return Principal.of(ctx).tenant();
    }

    private static String recipient(ServiceRequestContext ctx) {
        return Objects.requireNonNull(ctx.pathParam("recipient"));
    }
}
