package dev.tidings.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointDirectory;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.TypeFilter;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.Id;
import dev.tidings.core.intent.IntentBuilder;
import dev.tidings.core.notification.Intent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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
            endpoint("cyd", "webhook", false),
            endpoint("eve", "webhook", "all", true),
            endpoint("eve", "webhook", "off", false, "order.paid"),
            endpoint("eve", "webhook", "orders", true, "order.*"),
            endpoint("eve", "webhook", "users", true, "user.created", "user.deleted"),
            endpoint("fay", "webhook", "orders", true, "order.paid"),
            endpoint("fay", "webhook", "refunds", true, "order.refunded", "refund.*"));

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
        return endpoint(recipient, channel, EndpointKey.DEFAULT, enabled);
    }

    private static Endpoint endpoint(String recipient, String channel, String name, boolean enabled, String... types) {
        EndpointKey key = new EndpointKey(Intent.DEFAULT_TENANT, recipient, channel, name);
        return new Endpoint(
                        id(key),
                        key,
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
                        Instant.EPOCH)
                .with(new TypeFilter(List.of(types)), Map.of());
    }

    private static EndpointId id(EndpointKey key) {
        UUID digest = UUID.nameUUIDFromBytes(key.toString().getBytes(StandardCharsets.UTF_8));
        return EndpointId.ofBytes(ByteBuffer.allocate(Id.BYTES)
                .putLong(digest.getMostSignificantBits())
                .putLong(digest.getLeastSignificantBits())
                .array());
    }

    /** The route to the default endpoint, if the recipient has one. */
    private static Route to(String recipient, String channel, @Nullable String skipReason) {
        return to(recipient, channel, EndpointKey.DEFAULT, skipReason);
    }

    private static Route to(String recipient, String channel, String name, @Nullable String skipReason) {
        EndpointKey key = new EndpointKey(Intent.DEFAULT_TENANT, recipient, channel, name);
        boolean exists = ENDPOINTS.stream().anyMatch(endpoint -> endpoint.key().equals(key));
        return new Route(channel, recipient, exists ? id(key) : null, null, skipReason);
    }

    @Test
    void each_endpoint_whose_filter_has_the_type_gets_a_route() {
        assertThat(router.route(IntentBuilder.to("eve").type("order.paid").intent()))
                .containsExactly(
                        to("eve", "webhook", "all", null),
                        to("eve", "webhook", "off", Router.ENDPOINT_DISABLED),
                        to("eve", "webhook", "orders", null));
        assertThat(router.route(IntentBuilder.to("eve")
                        .type("user.created")
                        .channels("webhook")
                        .intent()))
                .containsExactly(to("eve", "webhook", "all", null), to("eve", "webhook", "users", null));
    }

    @Test
    void a_channel_whose_endpoints_all_filter_the_type_out_is_skipped_once() {
        assertThat(router.route(IntentBuilder.to("fay").type("user.created").intent()))
                .containsExactly(new Route("webhook", "fay", null, Router.NO_MATCHING_ENDPOINT));
        assertThat(router.reroute("default", "user.created", "fay", DIRECTORY.ofRecipient("default", "fay")))
                .containsExactly(new Route("webhook", "fay", null, Router.NO_MATCHING_ENDPOINT));
        assertThat(router.route(IntentBuilder.to("fay").type("order.paid").intent()))
                .containsExactly(to("fay", "webhook", "orders", null));
        assertThat(new Router(RoutingRules.NONE, DIRECTORY, Set.of("webhook"))
                        .route(IntentBuilder.to("fay")
                                .type("user.created")
                                .channels("webhook")
                                .intent()))
                .as("a channel that needs no endpoint")
                .containsExactly(new Route("webhook", "fay", null, Router.NO_MATCHING_ENDPOINT));
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
