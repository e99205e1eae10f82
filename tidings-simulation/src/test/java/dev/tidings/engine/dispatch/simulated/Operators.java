package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.TypeFilter;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.EndpointRoom;
import dev.tidings.core.store.Store;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.simulation.Ledger;
import dev.tidings.testkit.simulation.Life;
import dev.tidings.testkit.simulation.Violation;
import dev.tidings.testkit.simulation.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Cancels, replays, retries, pauses, unblocks, disables and enables during the run, and moves the clock. */
final class Operators {
    private static final List<String> NAMES = List.of("orders", "users");

    private final World world;
    private final Life life = new Life("operators");
    private final Store store;
    private final Ledger ledger;
    private final SimulatedTopic topic;
    private final SimulatedTenants tenants;
    private final Supplier<SimulatedNode> anyNode;
    private int erasures;

    Operators(
            World world,
            Store store,
            Ledger ledger,
            SimulatedTopic topic,
            SimulatedTenants tenants,
            Supplier<SimulatedNode> anyNode) {
        this.world = world;
        this.store = store;
        this.ledger = ledger;
        this.topic = topic;
        this.tenants = tenants;
        this.anyNode = anyNode;
    }

    void putEndpoints() {
        for (int recipient = 0; recipient < EngineRun.RECIPIENTS; recipient++) {
            putEndpoint(key(recipient, "alpha", EndpointKey.DEFAULT));
            if (world.chance(0.8)) {
                putEndpoint(key(recipient, "beta", EndpointKey.DEFAULT));
            }
            putEndpoint(key(recipient, "gamma", EndpointKey.DEFAULT));
            for (String name : NAMES) {
                if (world.chance(0.4)) {
                    putEndpoint(key(recipient, world.chance(0.5) ? "alpha" : "gamma", name));
                }
            }
        }
    }

    private void putEndpoint(EndpointKey key) {
        store.endpoints().put(endpoint(key));
    }

    private Endpoint endpoint(EndpointKey key) {
        return new Endpoint(
                        EndpointIds.of(key),
                        key,
                        "address of " + key.recipient() + " " + key.name(),
                        true,
                        null,
                        null,
                        List.of(),
                        new EndpointAuth.None(),
                        world.chance(0.2) ? Map.of("rate_per_second", world.chance(0.5) ? "0.5" : "5") : Map.of(),
                        null,
                        null,
                        store.clock().instant(),
                        store.clock().instant())
                .with(filter(key), Map.of());
    }

    /** The filter of an endpoint never changes, so that a send to another type is a violation. */
    static TypeFilter filter(EndpointKey key) {
        boolean other = key.recipient().equals("user:1") && key.channel().equals("beta");
        return switch (key.name()) {
            case "orders" -> new TypeFilter(List.of("user.created", "order.*"));
            case "users" -> new TypeFilter(List.of("user.*"));
            default -> other ? new TypeFilter(List.of("user.*")) : TypeFilter.ALL;
        };
    }

    private static EndpointKey key(int recipient, String channel, String name) {
        return new EndpointKey(Intent.DEFAULT_TENANT, "user:" + recipient, channel, name);
    }

    private EndpointKey anyKey() {
        String channel = List.of("alpha", "beta", "gamma").get(world.random().nextInt(3));
        int recipient = world.random().nextInt(EngineRun.RECIPIENTS);
        return key(
                recipient, channel, world.chance(0.3) ? NAMES.get(world.random().nextInt(2)) : EndpointKey.DEFAULT);
    }

    void plan(int count, Duration within) {
        for (int i = 0; i < count; i++) {
            world.after(life, world.upTo(within), this::act);
        }
    }

    private void act() {
        EndpointKey key = anyKey();
        switch (world.random().nextInt(21)) {
            case 10, 11 -> topic.toggle("user:" + world.random().nextInt(EngineRun.RECIPIENTS + 1));
            case 12 -> cancelExpansion();
            case 14 -> erase();
            case 15, 16 -> tenants.toggle(anyTenant());
            case 17 -> tenants.limit(anyTenant());
            case 18, 19 -> createEndpoint();
            case 13 -> any().forEach(id -> store.changes().release(Intent.DEFAULT_TENANT, id));
            case 0 -> any().forEach(id -> store.changes().cancel(Intent.DEFAULT_TENANT, id));
            case 1 -> {
                if (world.chance(0.5)) {
                    store.changes().cancelAll(Intent.DEFAULT_TENANT, any());
                } else {
                    store.changes().expireAll(Intent.DEFAULT_TENANT, any());
                }
            }
            case 2, 3 -> replay();
            case 4 -> store.endpoints().pause(key, store.clock().instant().plus(world.upTo(Duration.ofSeconds(30))));
            case 5 ->
                store.endpoints()
                        .find(key)
                        .ifPresent(seen -> store.endpoints().disable(seen.key(), "simulated", seen.version()));
            case 6 -> putEndpoint(key);
            case 7 -> store.health().unblock(EndpointIds.target(key));
            case 8 -> retryNow();
            default -> stepClock();
        }
    }

    private String anyTenant() {
        return world.chance(0.5) ? Producers.OTHER_TENANT : Intent.DEFAULT_TENANT;
    }

    /** Creates an endpoint, or finds it, or is refused because its tenant has as many as its quota allows. */
    private void createEndpoint() {
        EndpointKey key = key(world.random().nextInt(EngineRun.RECIPIENTS), "alpha", "created");
        long quota = tenants.endpoints(key.tenant());
        long before = endpoints();
        boolean known = store.endpoints().find(key).isPresent();
        boolean refused = false;
        try {
            store.endpoints().create(endpoint(key), new EndpointRoom(50, quota));
        } catch (ProblemException problem) {
            refused = true;
        }
        world.note("creates", key, "with a quota of", quota, "refused:", refused);
        boolean full = !known && before >= quota;
        if (refused != full || endpoints() != before + (known || full ? 0 : 1)) {
            ledger.object("an endpoint was created: " + !refused + " though there were " + before + " of " + quota
                    + ", and now there are " + endpoints());
        }
    }

    private long endpoints() {
        return store
                .endpoints()
                .ofRecipients(
                        Intent.DEFAULT_TENANT,
                        IntStream.range(0, EngineRun.RECIPIENTS)
                                .mapToObj(recipient -> "user:" + recipient)
                                .toList())
                .values()
                .stream()
                .mapToLong(List::size)
                .sum();
    }

    private void erase() {
        anyNode.get()
                .erase(Integer.toString(++erasures), "user:" + world.random().nextInt(EngineRun.RECIPIENTS));
    }

    /** Stops the rest of an expansion, or finds it ended. */
    private void cancelExpansion() {
        List<NotificationId> expansions = ledger.toTopic();
        if (!expansions.isEmpty()) {
            store.expansions()
                    .cancel(Intent.DEFAULT_TENANT, expansions.get(world.random().nextInt(expansions.size())));
        }
    }

    private List<DeliveryId> any() {
        List<DeliveryId> known = ledger.deliveries(Intent.DEFAULT_TENANT);
        return known.isEmpty() ? List.of() : List.of(known.get(world.random().nextInt(known.size())));
    }

    /** In any status; usually followed by a wake-up. */
    private void replay() {
        for (DeliveryId id : any()) {
            DeliveryStatus status = store.queries()
                    .delivery(Intent.DEFAULT_TENANT, id)
                    .orElseThrow(() -> new Violation("the store lost " + id))
                    .status();
            store.changes().replay(Intent.DEFAULT_TENANT, List.of(id), Duration.ZERO);
            if (status.terminal() && world.chance(0.8)) {
                anyNode.get().wake("alpha");
                anyNode.get().wake("beta");
                anyNode.get().wake("gamma");
            }
        }
    }

    /** In any status: only waiting deliveries become due. */
    private void retryNow() {
        for (DeliveryId id : any()) {
            List<DeliveryId> due = store.changes().retryNow(Intent.DEFAULT_TENANT, Map.of(id, Duration.ZERO));
            if (!due.isEmpty() && world.chance(0.8)) {
                anyNode.get().wake("alpha");
                anyNode.get().wake("beta");
            }
        }
    }

    private void stepClock() {
        Duration step =
                world.chance(0.5) ? world.upTo(Duration.ofSeconds(40)).negated() : world.upTo(Duration.ofSeconds(20));
        world.note("the clock steps by", step);
        world.time().step(step);
    }
}
