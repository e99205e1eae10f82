package dev.tidings.core.routing;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointDirectory;
import dev.tidings.core.event.Presence;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Determines the channels and recipients of an intent: the channels that it names, else the rule of its type, else the
 * default channels of its type, else every channel of each recipient's endpoints. Each endpoint whose filter has the
 * type gets a route of its own; disabled ones are skipped.
 */
public final class Router {
    /** The recipient has no endpoint for the channel. */
    public static final String RECIPIENT_MISSING = "recipient_missing";

    /** The recipient's endpoint is disabled. */
    public static final String ENDPOINT_DISABLED = "endpoint_disabled";

    /** The recipient has endpoints for the channel, but none of them gets this type. */
    public static final String NO_MATCHING_ENDPOINT = "no_matching_endpoint";

    /** The recipient is subscribed to events, and the channel is only for recipients who are not. */
    public static final String RECIPIENT_PRESENT = "recipient_present";

    /**
     * The channel of a skipped delivery when neither intent nor rule names a channel and the recipient has no endpoint.
     */
    public static final String NO_CHANNEL = "none";

    private final RoutingRules rules;
    private final EndpointDirectory endpoints;
    private final Set<String> withoutEndpoint;
    private final Set<String> whenNotPresent;
    private final Presence presence;

    public Router(RoutingRules rules, EndpointDirectory endpoints) {
        this(rules, endpoints, Set.of());
    }

    /** @param withoutEndpoint channels that use the recipient id as the address */
    public Router(RoutingRules rules, EndpointDirectory endpoints, Set<String> withoutEndpoint) {
        this(rules, endpoints, withoutEndpoint, Set.of(), Presence.NOBODY);
    }

    /** @param whenNotPresent channels that skip recipients who are subscribed to events */
    public Router(
            RoutingRules rules,
            EndpointDirectory endpoints,
            Set<String> withoutEndpoint,
            Set<String> whenNotPresent,
            Presence presence) {
        this.rules = rules;
        this.endpoints = endpoints;
        this.withoutEndpoint = Set.copyOf(withoutEndpoint);
        this.whenNotPresent = Set.copyOf(whenNotPresent);
        this.presence = presence;
    }

    public List<Route> route(Intent intent) {
        return route(List.of(intent)).getFirst();
    }

    /**
     * Returns the routes of each intent, in order; none for audiences that are expanded later. Endpoints are looked up
     * once for all, because a lookup may be a query.
     */
    public List<List<Route>> route(List<Intent> intents) {
        Map<String, Set<String>> recipients = new HashMap<>();
        for (Intent intent : intents) {
            if (intent.audience() instanceof Audience.Recipients named && !named.expands()) {
                recipients
                        .computeIfAbsent(intent.tenant(), tenant -> new LinkedHashSet<>())
                        .addAll(named.ids());
            }
        }
        Map<String, Map<String, List<Endpoint>>> known = new HashMap<>();
        Map<String, Set<String>> present = new HashMap<>();
        recipients.forEach((tenant, ids) -> {
            known.put(tenant, endpoints.ofRecipients(tenant, ids));
            if (!whenNotPresent.isEmpty()) {
                present.put(tenant, presence.present(tenant, ids));
            }
        });
        return intents.stream()
                .map(intent -> route(intent, known.getOrDefault(intent.tenant(), Map.of())).stream()
                        .map(route -> sparing(route, present.getOrDefault(intent.tenant(), Set.of())))
                        .toList())
                .toList();
    }

    private Route sparing(Route route, Set<String> present) {
        return route.skipReason() == null
                        && whenNotPresent.contains(route.channel())
                        && present.contains(route.recipient())
                ? new Route(route.channel(), route.recipient(), route.endpoint(), route.address(), RECIPIENT_PRESENT)
                : route;
    }

    private List<Route> route(Intent intent, Map<String, List<Endpoint>> known) {
        return switch (intent.audience()) {
            case Audience.Addresses addresses ->
                addresses.addresses().stream()
                        .filter(to ->
                                intent.channels().isEmpty() || intent.channels().contains(to.channel()))
                        .map(to -> new Route(to.channel(), to.address(), to.address(), null))
                        .toList();
            case Audience.Topic _ -> List.of();
            case Audience.Recipients recipients ->
                recipients.expands() ? List.of() : routeRecipients(intent, recipients.ids(), known);
        };
    }

    private List<Route> routeRecipients(Intent intent, List<String> recipients, Map<String, List<Endpoint>> known) {
        Optional<List<String>> channels = intent.channels().isEmpty()
                ? rules.channelsOf(intent.tenant(), intent.type())
                : Optional.of(intent.channels());
        List<Route> routes = new ArrayList<>();
        for (String recipient : recipients) {
            route(intent.type(), channels, recipient, known.getOrDefault(recipient, List.of()), routes);
        }
        return routes;
    }

    /**
     * Routes one recipient of an intent without channels again, by its current endpoints. Ignores presence, because an
     * operator requested it.
     *
     * @param type the intent's type
     * @param own the recipient's endpoints
     */
    public List<Route> reroute(String tenant, String type, String recipient, List<Endpoint> own) {
        List<Route> routes = new ArrayList<>();
        route(type, rules.channelsOf(tenant, type), recipient, own, routes);
        return routes;
    }

    /** Routes one recipient again on one channel. */
    public List<Route> rerouteOn(String channel, String type, String recipient, List<Endpoint> own) {
        List<Route> routes = new ArrayList<>();
        route(type, channel, recipient, own, routes);
        return routes;
    }

    private void route(
            String type, Optional<List<String>> channels, String recipient, List<Endpoint> own, List<Route> routes) {
        if (channels.isPresent()) {
            for (String channel : channels.get()) {
                route(type, channel, recipient, own, routes);
            }
        } else if (own.isEmpty()) {
            routes.add(new Route(NO_CHANNEL, recipient, null, RECIPIENT_MISSING));
        } else {
            Set<String> all = new LinkedHashSet<>();
            own.forEach(endpoint -> all.add(endpoint.key().channel()));
            for (String channel : all) {
                route(type, channel, recipient, own, routes);
            }
        }
    }

    /**
     * Routes one recipient on one channel: to each endpoint whose filter has the type. A disabled endpoint also blocks a
     * channel that needs no endpoint, so that a recipient can opt out.
     */
    private void route(String type, String channel, String recipient, List<Endpoint> own, List<Route> routes) {
        boolean exists = false;
        boolean matches = false;
        for (Endpoint endpoint : own) {
            if (endpoint.key().channel().equals(channel)) {
                exists = true;
                if (endpoint.types().matches(type)) {
                    matches = true;
                    String skip = endpoint.enabled() ? null : ENDPOINT_DISABLED;
                    routes.add(new Route(channel, recipient, endpoint.id(), null, skip));
                }
            }
        }
        if (!exists) {
            routes.add(
                    withoutEndpoint.contains(channel)
                            ? new Route(channel, recipient, recipient, null)
                            : new Route(channel, recipient, null, RECIPIENT_MISSING));
        } else if (!matches) {
            routes.add(new Route(channel, recipient, null, NO_MATCHING_ENDPOINT));
        }
    }
}
