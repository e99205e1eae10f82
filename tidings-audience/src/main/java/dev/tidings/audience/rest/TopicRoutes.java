package dev.tidings.audience.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.audience.SubscriberChange;
import dev.tidings.audience.TopicService;
import dev.tidings.http.JsonBody;
import dev.tidings.http.Paging;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Serves {@code /v1/topics}. */
public final class TopicRoutes {
    private final TopicService topics;

    /** Changes the subscribers of a topic. */
    @FunctionalInterface
    private interface Change {
        CompletableFuture<SubscriberChange> of(String tenant, String topic, List<String> recipients);
    }

    public TopicRoutes(TopicService topics) {
        this.topics = topics;
    }

    public HttpService list() {
        return (ctx, request) -> RestResponses.of(
                topics.list(tenant(ctx), Paging.of(QueryParameters.of(ctx))),
                page -> RestResponses.json(HttpStatus.OK, json -> {
                    json.objects("topics", page.items(), TopicJson::write);
                    json.text("next_cursor", page.next());
                }));
    }

    public HttpService get() {
        return (ctx, request) -> RestResponses.of(
                topics.find(tenant(ctx), topic(ctx)),
                topic -> RestResponses.json(HttpStatus.OK, json -> TopicJson.write(json, topic)));
    }

    public HttpService put() {
        return (ctx, request) -> HttpResponse.of(request.aggregate()
                .thenApply(whole -> RestResponses.of(
                        topics.put(tenant(ctx), topic(ctx), TopicBody.read(JsonBody.of(whole))),
                        put -> RestResponses.json(
                                put.created() ? HttpStatus.CREATED : HttpStatus.OK,
                                json -> TopicJson.write(json, put.topic())))));
    }

    public HttpService delete() {
        return (ctx, request) -> RestResponses.of(
                topics.delete(tenant(ctx), topic(ctx)), gone -> HttpResponse.of(HttpStatus.NO_CONTENT));
    }

    public HttpService subscribers() {
        return (ctx, request) -> RestResponses.of(
                topics.subscribers(tenant(ctx), topic(ctx), Paging.of(QueryParameters.of(ctx))),
                page -> RestResponses.json(HttpStatus.OK, json -> {
                    json.texts("recipients", page.items());
                    json.text("next_cursor", page.next());
                }));
    }

    public HttpService add() {
        return change("added", topics::add);
    }

    public HttpService remove() {
        return change("removed", topics::remove);
    }

    private static HttpService change(String counted, Change change) {
        return (ctx, request) -> HttpResponse.of(request.aggregate()
                .thenApply(whole -> RestResponses.of(
                        change.of(tenant(ctx), topic(ctx), SubscriberBody.read(JsonBody.of(whole))),
                        changed -> RestResponses.json(HttpStatus.OK, json -> {
                            json.number(counted, changed.changed());
                            json.number("subscribers", changed.subscribers());
                        }))));
    }

    private static String tenant(ServiceRequestContext ctx) {
        return Principal.of(ctx).tenant();
    }

    private static String topic(ServiceRequestContext ctx) {
        return Objects.requireNonNull(ctx.pathParam("topic"));
    }
}
