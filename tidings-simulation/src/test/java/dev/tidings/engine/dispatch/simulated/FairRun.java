package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.Ids;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreWriter;
import dev.tidings.engine.accept.AcceptEnvironment;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.engine.accept.Acceptor;
import dev.tidings.engine.accept.CommitLimits;
import dev.tidings.engine.dispatch.DispatchEnvironment;
import dev.tidings.engine.dispatch.DispatchPorts;
import dev.tidings.engine.dispatch.DispatchSettings;
import dev.tidings.engine.dispatch.Dispatcher;
import dev.tidings.engine.dispatch.LaneSettings;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.id.CountingTokens;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.simulation.Life;
import dev.tidings.testkit.simulation.Tally;
import dev.tidings.testkit.simulation.Violation;
import dev.tidings.testkit.simulation.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** One node without faults whose endpoints respond fast or slowly, in simulated time. */
public final class FairRun {
    public static final LaneSettings LANE = new LaneSettings(16, 64, 64, 0);

    private static final String CHANNEL = "alpha";
    private static final String SLOW = "slow-";
    private static final String DEAD = "dead-";
    private static final int PER_INTENT = 500;

    public static final Duration FAST_ANSWER = Duration.ofMillis(50);
    private static final Duration SLOW_ANSWER = Duration.ofSeconds(14);
    private static final Duration AT_MOST = Duration.ofHours(6);

    private final World world;
    private final Life life = new Life("node");
    private final Store store;
    private final Acceptor acceptor;
    private final Map<String, Integer> inFlight = new HashMap<>();
    private final Map<String, Integer> most = new HashMap<>();
    private final List<Duration> waits = new ArrayList<>();
    private int accepted;
    private int sent;

    public FairRun(World world, Store store, LaneSettings lane) {
        this.world = world;
        this.store = store;
        Ids ids = new CountingIds();
        Supplier<LeaseToken> tokens = new CountingTokens();
        StoreWriter writer = store.writer(world.inOrder(life, 0, Duration.ZERO));
        LeaseGrant grant = new LeaseGrant("node", DispatchSettings.LEASE);
        Tally listener = new Tally();
        Dispatcher dispatcher = new Dispatcher(
                Map.of(CHANNEL, new Receivers()),
                DispatchPorts.of(store, store.endpoints(), store.endpoints()::ofRecipients),
                (channel, type, endpoint) -> RetryPolicy.exponential(Duration.ofSeconds(1), Duration.ofSeconds(1), 1),
                DispatchSettings.DEFAULT.withLanes(DispatchSettings.Lanes.all(lane)),
                grant,
                new DispatchEnvironment(
                        store.clock(),
                        world.time(),
                        world.random(),
                        tokens,
                        writer,
                        world.anyOrder(life, 1),
                        (delay, task) -> world.after(life, delay, task)),
                listener);
        this.acceptor = new Acceptor(
                new AcceptRules(
                        new IntentRules(IntentLimits.DEFAULT, List.of(CHANNEL)),
                        intent -> intent.idempotencyKey().getBytes(StandardCharsets.UTF_8),
                        new Router(RoutingRules.NONE, store.endpoints()::ofRecipients),
                        Set.of()),
                store.accepts(),
                dispatcher,
                grant,
                new AcceptEnvironment(ids, tokens, store.clock(), world.time(), writer),
                new CommitLimits(10_000, 500),
                listener);
        world.after(life, Duration.ZERO, dispatcher::start);
    }

    private final class Receivers implements Channel {
        @Override
        public String name() {
            return CHANNEL;
        }

        @Override
        public void start(ChannelContext context) {}

        @Override
        public Outcome send(Message message) {
            String address = message.address();
            if (address.startsWith(DEAD)) {
                world.sleep(life, SLOW_ANSWER);
                return Outcome.retry("http_500", "simulated", Evidence.status(500));
            }
            boolean slow = address.startsWith(SLOW);
            if (!slow && message.notification().tenant().equals(Intent.DEFAULT_TENANT)) {
                waits.add(Duration.between(
                        message.notification().acceptedAt(), world.time().instant()));
            }
            most.merge(address, inFlight.merge(address, 1, Integer::sum), Math::max);
            world.sleep(life, slow ? SLOW_ANSWER : FAST_ANSWER);
            inFlight.merge(address, -1, Integer::sum);
            sent++;
            return Outcome.sent(Evidence.NONE);
        }
    }

    /** Plans deliveries to each of these endpoints, one per {@code every}. */
    public FairRun plan(int fast, int slow, int each, Duration every) {
        for (int i = 0; i < fast + slow; i++) {
            String address = (i < fast ? "fast-" : SLOW) + i;
            for (int n = 0; n < each; n++) {
                world.after(life, every.multipliedBy(n).plus(world.upTo(every)), () -> accept(address));
            }
        }
        return this;
    }

    /**
     * Plans notifications of recipients that have one endpoint that responds fast.
     *
     * @param dead this many of them also have an endpoint that fails slowly
     */
    public FairRun planRecipients(int recipients, int dead, int each, Duration every) {
        for (int i = 0; i < recipients; i++) {
            String recipient = "user:" + i;
            put(recipient, "fast", "fast-" + i);
            if (i < dead) {
                put(recipient, "dead", DEAD + i);
            }
            for (int n = 0; n < each; n++) {
                world.after(
                        life,
                        every.multipliedBy(n).plus(world.upTo(every)),
                        () -> accept(new Audience.Recipients(List.of(recipient))));
            }
        }
        return this;
    }

    private void put(String recipient, String name, String address) {
        EndpointKey key = new EndpointKey(Intent.DEFAULT_TENANT, recipient, CHANNEL, name);
        store.endpoints()
                .put(new Endpoint(
                        EndpointIds.of(key),
                        key,
                        address,
                        true,
                        null,
                        null,
                        List.of(),
                        new EndpointAuth.None(),
                        Map.of(),
                        null,
                        null,
                        store.clock().instant(),
                        store.clock().instant()));
    }

    /** Plans a backlog of another tenant at the start, to as many endpoints that respond fast. */
    public FairRun planBacklog(String tenant, int deliveries) {
        for (int first = 0; first < deliveries; first += PER_INTENT) {
            List<Audience.Address> addresses = new ArrayList<>();
            for (int i = first; i < Math.min(deliveries, first + PER_INTENT); i++) {
                addresses.add(new Audience.Address(CHANNEL, "fast-" + tenant + i));
            }
            world.after(life, Duration.ZERO, () -> accept(tenant, new Audience.Addresses(addresses)));
        }
        return this;
    }

    private void accept(String address) {
        accept(new Audience.Addresses(List.of(new Audience.Address(CHANNEL, address))));
    }

    private void accept(Audience audience) {
        accept(Intent.DEFAULT_TENANT, audience);
    }

    private void accept(String tenant, Audience audience) {
        accepted++;
        var _ = acceptor.accept(new Intent(
                tenant,
                "shop",
                "key-" + accepted,
                "order.shipped",
                audience,
                List.of(CHANNEL),
                null,
                Payload.of("{}"),
                IntentKeys.NONE,
                null,
                null,
                null,
                null));
    }

    /** Runs until everything is sent; returns the waits of the default tenant's deliveries to fast endpoints in ascending order. */
    public List<Duration> run(int deliveries) {
        try {
            if (!world.runUntil(() -> sent == deliveries, AT_MOST)) {
                throw new Violation(sent + " of " + deliveries + " were sent within " + AT_MOST);
            }
            return waits.stream().sorted().toList();
        } finally {
            life.end();
            world.end();
        }
    }

    /** Returns the maximum sends in flight to any slow, or any fast, endpoint. */
    public int mostInFlight(boolean slow) {
        return most.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(SLOW) == slow)
                .mapToInt(Map.Entry::getValue)
                .max()
                .orElse(0);
    }
}
