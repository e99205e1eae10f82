package dev.tidings.push.gateway.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import dev.tidings.push.gateway.Hub;
import dev.tidings.push.gateway.transport.SubscribeRequest;
import java.util.Map;

/** {@code GET /v1/presence}: lists subscribed recipients, on all nodes that share the log. */
public final class PresenceRoutes {
    public static final AcceptedParameters PARAMETERS = AcceptedParameters.of("recipient");

    private static final int MAX_RECIPIENTS = 1_000;

    private final Hub hub;

    public PresenceRoutes(Hub hub) {
        this.hub = hub;
    }

    public HttpService get() {
        return (ctx, request) -> {
            String tenant = Principal.of(ctx).tenant();
            String recipient =
                    SubscribeRequest.recipient(QueryParameters.of(ctx).text("recipient"));
            return RestResponses.of(
                    hub.listeningAnywhere(tenant),
                    counts -> RestResponses.json(HttpStatus.OK, json -> {
                        Map<String, Integer> shown =
                                recipient == null ? counts : Map.of(recipient, counts.getOrDefault(recipient, 0));
                        json.number("present", counts.size());
                        json.number("gateways", hub.listeningToAll(tenant));
                        json.objects(
                                "recipients",
                                shown.entrySet().stream().limit(MAX_RECIPIENTS).toList(),
                                (one, entry) -> {
                                    one.text("recipient", entry.getKey());
                                    one.number("subscriptions", entry.getValue().longValue());
                                });
                    }));
        };
    }
}
