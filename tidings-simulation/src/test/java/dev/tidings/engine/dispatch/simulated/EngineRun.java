package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.Ids;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.id.CountingTokens;
import dev.tidings.testkit.simulation.Ledger;
import dev.tidings.testkit.simulation.Life;
import dev.tidings.testkit.simulation.Violation;
import dev.tidings.testkit.simulation.WatchedStore;
import dev.tidings.testkit.simulation.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run from a seed: a period of faults, then a calm one. */
public final class EngineRun {
    static final int RECIPIENTS = 3;

    static final List<String> TENANTS = List.of(Intent.DEFAULT_TENANT, Producers.OTHER_TENANT);
    private static final Duration FAULTY_PERIOD = Duration.ofSeconds(90);
    private static final Duration CALM_PERIOD = Duration.ofHours(1);
    private static final Duration RESTART = Duration.ofSeconds(5);

    private final World world;
    private final Life supervisor = new Life("supervisor");
    private final FaultSchedule chaos;
    private final Ledger ledger;
    private final WatchedStore store;
    private final Ids ids = new CountingIds();
    private final Supplier<LeaseToken> tokens = new CountingTokens();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final EngineListener listener;
    private final SimulatedTopic topic;
    private final SimulatedTenants tenants;
    private final StoredIntents stored;
    private final Defects defects;
    private final Producers producers;
    private int lives;

    public EngineRun(World world, Store store, Defects defects, EngineListener listener) {
        this.world = world;
        this.chaos = new FaultSchedule(world);
        this.ledger = new Ledger(chaos.policy().maxAttempts());
        this.store = new WatchedStore(defects.store().apply(store), ledger, world);
        this.topic = new SimulatedTopic(world, (JdbcStore) store, ledger);
        this.tenants = new SimulatedTenants(world, store.clock(), ledger);
        this.stored = new StoredIntents((JdbcStore) store, ledger.intents());
        this.defects = defects;
        this.listener = listener;
        this.producers = new Producers(world, ledger, stored, this::anyNode);
    }

    /** Throws a {@link Violation} when a rule is broken. */
    public void run() {
        try {
            runFaults();
            chaos.end();
            tenants.release();
            world.calm();
            world.after(supervisor, Duration.ZERO, this::releaseHalted);
            nodes.forEach(node -> world.note(node.life(), "ended", node.life().ended()));
            if (!world.runUntil(
                    () -> checked()
                            && producers.allAcknowledged()
                            && ledger.allEnded()
                            && ledger.allExpanded()
                            && allErased(),
                    CALM_PERIOD)) {
                throw new Violation("unfinished after a calm period of " + CALM_PERIOD + ": "
                        + ledger.unfinished().toList() + ", acknowledged "
                        + producers.acknowledged().size() + " of "
                        + producers.intents().size());
            }
            ledger.compare(deliveries());
            checkStoredIntents();
            store.checkErased(Intent.DEFAULT_TENANT);
            checkReceipts();
            checkReplays();
        } finally {
            world.end();
        }
    }

    private void runFaults() {
        Operators operators = new Operators(world, store, ledger, topic, tenants, this::anyNode);
        operators.putEndpoints();
        topic.create();
        TENANTS.stream().filter(_ -> world.chance(0.3)).forEach(tenants::limit);
        world.after(supervisor, Duration.ZERO, tenants::count);
        for (int i = 0; i < chaos.nodes(); i++) {
            nodes.add(newNode());
        }
        producers.plan(world.random().nextInt(1, 20), FAULTY_PERIOD);
        operators.plan(world.random().nextInt(0, 15), FAULTY_PERIOD);
        for (int ends = world.random().nextInt(0, 4); ends > 0; ends--) {
            world.after(supervisor, world.upTo(FAULTY_PERIOD), this::endOne);
        }
        restartEndedNodes();
        for (int third = 0; third < 3; third++) {
            world.runUntil(() -> !checked(), FAULTY_PERIOD.dividedBy(3));
            ledger.compare(deliveries());
            checkStoredIntents();
        }
    }

    /** Decides for every ordering key that halts, like an operator. */
    private void releaseHalted() {
        for (String tenant : TENANTS) {
            ledger.halted(tenant).forEach(id -> store.changes().release(tenant, id));
        }
        world.after(supervisor, RESTART, this::releaseHalted);
    }

    private boolean checked() {
        store.check();
        producers.check();
        return true;
    }

    private boolean allErased() {
        return store.bulkRuns().list(Intent.DEFAULT_TENANT, null, 100).items().stream()
                .allMatch(run -> run.status().ended());
    }

    private SimulatedNode newNode() {
        Life life = new Life("node-" + ++lives);
        NodeTenants own = new NodeTenants(world, tenants.seenBy(life), defects);
        return new SimulatedNode(life, world, store, ledger, chaos, ids, tokens, topic, own, listener);
    }

    private SimulatedNode anyNode() {
        return nodes.get(world.random().nextInt(nodes.size()));
    }

    private void endOne() {
        SimulatedNode node = anyNode();
        if (world.chance(0.5)) {
            world.note(node.life(), "is killed");
            node.life().end();
        } else {
            world.note(node.life(), "is stopped");
            node.stop();
        }
    }

    /** Restarts every node that has ended, like a supervisor. */
    private void restartEndedNodes() {
        nodes.replaceAll(node -> node.life().ended() ? newNode() : node);
        world.after(supervisor, world.upTo(RESTART), this::restartEndedNodes);
    }

    private void checkStoredIntents() {
        String unaccepted = stored.unaccepted();
        if (!unaccepted.isEmpty()) {
            throw new Violation(unaccepted);
        }
    }

    private List<Delivery> deliveries() {
        List<Delivery> all = new ArrayList<>();
        for (String tenant : TENANTS) {
            @Nullable String cursor = null;
            do {
                Page<Delivery> page = store.queries().deliveries(DeliveryFilter.of(tenant), cursor, 100);
                all.addAll(page.items());
                cursor = page.next();
            } while (cursor != null);
        }
        return all;
    }

    private void checkReceipts() {
        for (Intent intent : producers.intents()) {
            Receipt receipt = Objects.requireNonNull(
                    producers.acknowledged().get(intent.idempotencyKey()), "all are acknowledged");
            if (store.queries()
                    .notification(intent.tenant(), receipt.notificationId())
                    .isEmpty()) {
                throw new Violation("lost " + receipt.notificationId());
            }
            Set<String> routes = new HashSet<>();
            for (ReceiptDelivery delivery : receipt.deliveries()) {
                String route = delivery.channel() + " " + delivery.recipient() + " " + delivery.endpointId();
                if (!routes.add(route)) {
                    throw new Violation(receipt.notificationId() + " has two deliveries to " + route);
                }
                if (!ledger.knows(delivery.id())) {
                    throw new Violation("the receipt of " + receipt.notificationId() + " names " + delivery.id()
                            + ", which is not stored");
                }
            }
        }
    }

    /** Asks nodes that did not exist when the intents were accepted, and whose queues nobody else fills. */
    private void checkReplays() {
        producers.stop();
        nodes.forEach(node -> node.life().end());
        nodes.replaceAll(node -> newNode());
        for (Intent intent : producers.intents()) {
            var answer = anyNode().accept(intent);
            world.runUntil(answer::isDone, Duration.ofMinutes(1));
            Receipt before = producers.acknowledged().get(intent.idempotencyKey());
            if (!answer.isDone()
                    || answer.isCompletedExceptionally()
                    || !answer.join().replayed()
                    || before == null
                    || !answer.join().notificationId().equals(before.notificationId())) {
                throw new Violation(
                        "resubmitted " + intent.idempotencyKey() + " got " + answer + " instead of " + before);
            }
        }
    }
}
