package dev.tidings.push.feature;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.access.Scope;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;
import dev.tidings.push.gateway.Acks;
import dev.tidings.push.gateway.Hub;
import dev.tidings.push.gateway.Revocations;
import dev.tidings.push.gateway.grpc.PushAlias;
import dev.tidings.push.gateway.grpc.PushService;
import dev.tidings.push.gateway.rest.AckRoutes;
import dev.tidings.push.gateway.rest.PresenceRoutes;
import dev.tidings.push.gateway.sse.SseRoute;
import dev.tidings.push.gateway.transport.EventTransports;
import dev.tidings.push.gateway.transport.SubscribeRequest;
import dev.tidings.push.gateway.websocket.WebSocketRoute;

/** Events for subscribers, over SSE, WebSocket and gRPC, and what they acknowledge. */
public final class PushFeature implements Feature {
    private final EventPublishing publishing;
    private final EventTransports transports;
    private final Acks acks;
    private final Revocations revocations;

    /** @param revocations ends subscriptions of the hub of the transports */
    public PushFeature(EventPublishing publishing, EventTransports transports, Acks acks, Revocations revocations) {
        this.publishing = publishing;
        this.transports = transports;
        this.acks = acks;
        this.revocations = revocations;
    }

    public EventPublishing publishing() {
        return publishing;
    }

    public Hub hub() {
        return transports.hub();
    }

    /** The number of subscriptions that are open or being opened. */
    public int subscribers() {
        return transports.permits().inUse();
    }

    /** Neither the time nor the size of a request bounds a subscription, since subscriptions last. */
    @Override
    public void addTo(FeatureRoutes routes) {
        routes.bindSubscribing("/v1/events", HttpMethod.GET)
                .requestTimeoutMillis(0)
                .build(SubscribeRequest.PARAMETERS.guard(new SseRoute(transports)));
        routes.bindSubscribing("/v1/events/ws", HttpMethod.GET, HttpMethod.CONNECT)
                .requestTimeoutMillis(0)
                .maxRequestLength(0)
                .build(SubscribeRequest.PARAMETERS.guard(new WebSocketRoute(transports, acks)));
        routes.bindSubscribing("/v1/events/{id}/acks", HttpMethod.POST)
                .build(AckRoutes.PARAMETERS.guard(new AckRoutes(acks).acknowledge()));
        routes.add(
                HttpMethod.GET,
                "/v1/presence",
                PresenceRoutes.PARAMETERS,
                new PresenceRoutes(hub()).get(),
                Scope.SUBSCRIBE,
                Scope.OPERATE);
        PushService push = new PushService(transports);
        routes.addSubscribing(push);
        routes.addSubscribing(new PushAlias(push));
    }

    @Override
    public void start() {
        revocations.start();
    }

    @Override
    public void drain() {
        transports.drain();
    }

    @Override
    public void stop() {
        revocations.close();
        hub().close();
        publishing.close();
    }
}
