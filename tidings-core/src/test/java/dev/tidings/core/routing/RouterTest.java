package dev.tidings.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointDirectory;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.intent.IntentBuilder;
import dev.tidings.core.notification.Intent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final List<Endpoint> ENDPOINTS = List.of(
            endpoint("ann", "webhook", true),
            endpoint("ann", "email", true),
            endpoint("bob", "webhook", false),
            endpoint("bob", "email", true),
            endpoint("cyd", "webhook", false));

    private static final EndpointDirectory DIRECTORY = (tenant, recipients) -> recipients.stream()
            .collect(Collectors.toMap(
                    Function.identity(),
                    recipient -> ENDPOINTS.stream()
                            .filter(endpoint -> endpoint.key().recipient().equals(recipient)
                                    && endpoint.key().tenant().equals(tenant))
                            .toList()));

    private final Router router =
            new Router(new RoutingRules(Map.of("build.*", List.of("webhook", "email"))), DIRECTORY);

    private static Endpoint endpoint(String recipient, String channel, boolean enabled) {
        return new Endpoint(
                new EndpointKey(Intent.DEFAULT_TENANT, recipient, channel),
                "https://" + recipient + ".example",
                enabled,
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

    private static Route to(String recipient, String channel, @Nullable String skipReason) {
        return new Route(channel, recipient, null, skipReason);
    }

    @Test
    void channels_of_the_intent_take_precedence_over_the_rule_of_its_type() {
        assertThat(router.route(IntentBuilder.to("ann")
                        .type("build.failed")
                        .channels("email")
                        .intent()))
                .containsExactly(to("ann", "email", null));
    }

    @Test
    void a_channel_without_endpoints_uses_the_recipient_id_unless_an_endpoint_is_disabled() {
        Router direct = new Router(RoutingRules.NONE, DIRECTORY, Set.of("webhook"));

        assertThat(direct.route(IntentBuilder.to("dan", "ann", "bob")
                        .channels("webhook")
                        .intent()))
                .containsExactly(
                        new Route("webhook", "dan", "dan", null),
                        to("ann", "webhook", null),
                        to("bob", "webhook", Router.ENDPOINT_DISABLED));
    }

    @Test
    void a_channel_for_absent_recipients_skips_present_ones() {
        Router sparing = new Router(
                RoutingRules.NONE, DIRECTORY, Set.of(), Set.of("email"), (tenant, recipients) -> Set.of("ann"));

        assertThat(sparing.route(IntentBuilder.to("ann", "bob")
                        .channels("webhook", "email")
                        .intent()))
                .containsExactly(
                        to("ann", "webhook", null),
                        to("ann", "email", Router.RECIPIENT_PRESENT),
                        to("bob", "webhook", Router.ENDPOINT_DISABLED),
                        to("bob", "email", null));
    }

    @Test
    void the_rule_of_the_type_takes_precedence_over_endpoints() {
        assertThat(router.route(
                        IntentBuilder.to("ann", "bob").type("build.failed").intent()))
                .containsExactly(
                        to("ann", "webhook", null),
                        to("ann", "email", null),
                        to("bob", "webhook", Router.ENDPOINT_DISABLED),
                        to("bob", "email", null));
    }

    @Test
    void without_channels_or_rule_enabled_endpoints_are_used_and_disabled_ones_skipped() {
        assertThat(router.route(IntentBuilder.to("ann", "bob").intent()))
                .containsExactly(
                        to("ann", "webhook", null),
                        to("ann", "email", null),
                        to("bob", "webhook", Router.ENDPOINT_DISABLED),
                        to("bob", "email", null));
    }

    @Test
    void a_recipient_without_an_endpoint_is_skipped_and_the_others_are_notified() {
        assertThat(router.route(
                        IntentBuilder.to("nobody", "ann").channels("email").intent()))
                .containsExactly(to("nobody", "email", Router.RECIPIENT_MISSING), to("ann", "email", null));
    }

    @Test
    void a_recipient_without_enabled_endpoints_is_skipped_on_the_disabled_channels() {
        assertThat(router.route(IntentBuilder.to("nobody", "cyd").intent()))
                .containsExactly(
                        to("nobody", Router.NO_CHANNEL, Router.RECIPIENT_MISSING),
                        to("cyd", "webhook", Router.ENDPOINT_DISABLED));
    }

    @Test
    void rerouting_uses_the_current_rule_and_endpoints() {
        List<Endpoint> now = DIRECTORY.ofRecipients("default", List.of("bob")).getOrDefault("bob", List.of());

        assertThat(router.reroute("default", "some.type", "nobody", List.of()))
                .containsExactly(to("nobody", Router.NO_CHANNEL, Router.RECIPIENT_MISSING));
        assertThat(router.reroute("default", "some.type", "bob", now))
                .containsExactly(to("bob", "webhook", Router.ENDPOINT_DISABLED), to("bob", "email", null));
        assertThat(router.reroute("default", "build.failed", "nobody", List.of()))
                .containsExactly(
                        to("nobody", "webhook", Router.RECIPIENT_MISSING),
                        to("nobody", "email", Router.RECIPIENT_MISSING));
    }

    @Test
    void explicit_addresses_need_no_endpoint() {
        assertThat(router.route(IntentBuilder.toAddresses("webhook", "https://a.example", "email", "a@b.example")
                        .intent()))
                .containsExactly(
                        new Route("webhook", "https://a.example", "https://a.example", null),
                        new Route("email", "a@b.example", "a@b.example", null));
    }

    @Test
    void channels_of_the_intent_select_among_its_addresses() {
        assertThat(router.route(IntentBuilder.toAddresses("webhook", "https://a.example", "email", "a@b.example")
                        .channels("email")
                        .intent()))
                .containsExactly(new Route("email", "a@b.example", "a@b.example", null));
    }
}
