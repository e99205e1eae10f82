package dev.tidings.engine.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.routing.Route;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.testkit.id.EndpointIds;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** An accepted intent has a delivery for each recipient, possibly a skipped one, whatever the rules and endpoints. */
class EveryRecipientProperties {
    private static final List<String> CHANNELS = List.of("webhook", "email", "push");
    private static final List<String> RECIPIENTS = List.of("ann", "bob", "cyd");

    private final IntentRules rules = new IntentRules(IntentLimits.DEFAULT, CHANNELS);

    @Property(tries = 500)
    void an_accepted_intent_has_a_delivery_for_each_recipient(
            @ForAll("audiences") Audience audience,
            @ForAll("channelLists") List<String> channels,
            @ForAll("rules") Map<String, List<String>> routing,
            @ForAll("endpoints") Map<String, List<Endpoint>> endpoints) {
        Intent intent = new Intent(
                Intent.DEFAULT_TENANT,
                "ci",
                "k",
                "build.done",
                audience,
                channels,
                null,
                null,
                IntentKeys.NONE,
                null,
                null,
                null,
                null);
        try {
            rules.check(intent);
        } catch (ProblemException refused) {
            return;
        }

        List<Route> routes = new Router(new RoutingRules(routing), (tenant, ids) -> endpoints).route(intent);

        assertThat(routes).isNotEmpty();
        if (audience instanceof Audience.Recipients recipients) {
            assertThat(routes.stream().map(Route::recipient).collect(Collectors.toSet()))
                    .isEqualTo(Set.copyOf(recipients.ids()));
        }
    }

    @Provide
    Arbitrary<Audience> audiences() {
        Arbitrary<Audience> recipients =
                Arbitraries.of(RECIPIENTS).list().ofMaxSize(3).map(Audience.Recipients::new);
        Arbitrary<Audience> addresses = Combinators.combine(Arbitraries.of(CHANNELS), Arbitraries.of(RECIPIENTS))
                .as(Audience.Address::new)
                .list()
                .ofMaxSize(3)
                .map(Audience.Addresses::new);
        return Arbitraries.oneOf(recipients, addresses);
    }

    @Provide
    Arbitrary<List<String>> channelLists() {
        return Arbitraries.of(CHANNELS).list().ofMaxSize(3);
    }

    @Provide
    Arbitrary<Map<String, List<String>>> rules() {
        return Arbitraries.maps(
                        Arbitraries.of("build.done", "build.*", "*", "order.*"),
                        Arbitraries.of(CHANNELS).list().ofMinSize(1).ofMaxSize(2))
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<Map<String, List<Endpoint>>> endpoints() {
        return Arbitraries.maps(
                        Arbitraries.of(RECIPIENTS),
                        Arbitraries.of(CHANNELS).set().ofMaxSize(3))
                .map(known -> {
                    Map<String, List<Endpoint>> endpoints = new HashMap<>();
                    known.forEach((recipient, channels) -> endpoints.put(
                            recipient,
                            channels.stream()
                                    .map(channel -> endpoint(recipient, channel))
                                    .toList()));
                    return endpoints;
                });
    }

    private static Endpoint endpoint(String recipient, String channel) {
        return new Endpoint(
                EndpointIds.of(new EndpointKey(Intent.DEFAULT_TENANT, recipient, channel)),
                new EndpointKey(Intent.DEFAULT_TENANT, recipient, channel),
                "https://example.com",
                channel.equals("webhook"),
                null,
                null,
                List.of(),
                new EndpointAuth.None(),
                Map.of(),
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
