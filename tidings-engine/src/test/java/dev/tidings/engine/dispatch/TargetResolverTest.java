package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.routing.Router;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TargetResolverTest {
    private final InstantSource clock = () -> Instant.EPOCH;
    private final CountingIds ids = new CountingIds();
    private final SqliteStore store = SqliteStore.openInMemory("targets", clock, new ReversingCipher(), ids);
    private final DispatchEnvironment environment = new DispatchEnvironment(
            clock,
            () -> 0,
            new SplittableRandom(1),
            () -> new LeaseToken("unused"),
            Runnable::run,
            Runnable::run,
            (delay, task) -> {});
    private final List<Set<String>> lookups = new ArrayList<>();
    private final Map<String, Instant> suspended = new HashMap<>();
    private final TargetResolver resolver = new TargetResolver(
            Map.of("push", channel("push", false), "webhook", channel("webhook", true)),
            (tenant, recipients) -> {
                lookups.add(Set.copyOf(recipients));
                return Map.of();
            },
            new EndpointHealth(
                    HealthSettings.DEFAULT,
                    environment.ticker(),
                    environment.random(),
                    new FailureTracker(
                            store.endpoints(), HealthSettings.DEFAULT, clock, Runnable::run, EngineListener.NONE),
                    new SharedCircuits(store.health(), HealthSettings.DEFAULT, environment, EngineListener.NONE)),
            new EndpointRates(store.rates(), HealthSettings.DEFAULT, environment, () -> 1),
            clock,
            suspended::get);

    private static Channel channel(String name, boolean needsEndpoint) {
        return new Channel() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void start(ChannelContext context) {}

            @Override
            public Outcome send(Message message) {
                return Outcome.sent(Evidence.NONE);
            }

            @Override
            public boolean needsEndpoint() {
                return needsEndpoint;
            }
        };
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_channel_without_endpoints_uses_the_recipient_id_once_the_disabled_endpoint_is_removed() {
        assertThat(resolver.resolve(replayed("push")))
                .isEqualTo(new DeliveryTarget.At(new TargetKey("default", "push", "user:1"), "user:1", null, false));
    }

    @Test
    void a_channel_with_endpoints_skips_a_recipient_without_one() {
        assertThat(resolver.resolve(replayed("webhook"))).isEqualTo(new DeliveryTarget.Skip(Router.RECIPIENT_MISSING));
    }

    @Test
    void a_delivery_of_a_suspended_tenant_is_held_as_long_as_the_suspension_lasted_within_bounds() {
        suspended.put("default", Instant.EPOCH);
        assertThat(resolver.resolve(replayed("push"))).isEqualTo(new DeliveryTarget.Later(Duration.ofSeconds(10)));

        suspended.put("default", Instant.EPOCH.minus(Duration.ofMinutes(7)));
        assertThat(resolver.resolve(replayed("push"))).isEqualTo(new DeliveryTarget.Later(Duration.ofMinutes(7)));

        suspended.put("default", Instant.EPOCH.minus(Duration.ofDays(7)));
        assertThat(resolver.resolve(replayed("push"))).isEqualTo(new DeliveryTarget.Later(Duration.ofHours(1)));

        suspended.clear();
        suspended.put("other", Instant.EPOCH);
        assertThat(resolver.resolve(replayed("push"))).isInstanceOf(DeliveryTarget.At.class);
    }

    @Test
    void the_endpoints_of_a_claim_are_read_at_once() {
        resolver.prefetch(
                List.of(replayed("webhook", "user:1"), replayed("webhook", "user:2"), replayed("push", "user:1")));

        assertThat(lookups).containsExactly(Set.of("user:1", "user:2"));
    }

    private LeasedDelivery replayed(String channel) {
        return replayed(channel, "user:1");
    }

    /** A replayed delivery without an address. */
    private LeasedDelivery replayed(String channel, String recipient) {
        Notification notification = new Notification(
                ids.notification(Instant.EPOCH),
                "default",
                "builds",
                "key",
                "build.failed",
                null,
                Payload.of("{}"),
                null,
                null,
                null,
                null,
                Instant.EPOCH);
        return new LeasedDelivery(
                ids.delivery(Instant.EPOCH),
                notification,
                channel,
                recipient,
                null,
                1,
                0,
                0,
                new LeaseToken("token"),
                Instant.EPOCH);
    }
}
