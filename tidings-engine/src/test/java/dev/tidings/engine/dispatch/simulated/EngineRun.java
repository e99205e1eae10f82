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
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.id.CountingTokens;
import dev.tidings.testkit.simulation.Ledger;
import dev.tidings.testkit.simulation.Life;
import dev.tidings.testkit.simulation.Violation;
import dev.tidings.testkit.simulation.WatchedStore;
import dev.tidings.testkit.simulation.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One bad day and the calm after it, from a seed. */
public final class EngineRun {
    static final int RECIPIENTS = 3;

    private static final Duration DAY = Duration.ofSeconds(90);
    private static final Duration CALM = Duration.ofHours(1);
    private static final Duration RESTART = Duration.ofSeconds(5);

    private final World world;
    private final Life fate = new Life("fate");
    private final Chaos chaos;
    private final Ledger ledger;
    private final WatchedStore store;
    private final Ids ids = new CountingIds();
    private final Supplier<LeaseToken> tokens = new CountingTokens();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final EngineListener listener;
    private final Producers producers;
    private int lives;

    /** @param broken what is wrong with the store, if anything */
    public EngineRun(World world, Store store, UnaryOperator<Store> broken, EngineListener listener) {
        this.world = world;
        this.chaos = new Chaos(world);
        this.ledger = new Ledger(chaos.policy().maxAttempts());
        this.store = new WatchedStore(broken.apply(store), ledger, world);
        this.listener = listener;
        this.producers = new Producers(world, this::anyNode);
    }

    /** Throws a {@link Violation} when a rule is broken. */
    public void run() {
        try {
            badDay();
            chaos.end();
            world.calm();
            nodes.forEach(node -> world.note(node.life(), "ended", node.life().ended()));
            if (!world.runUntil(() -> checked() && producers.allAcknowledged() && ledger.allEnded(), CALM)) {
                throw new Violation("after " + CALM + " of calm not all has ended: "
                        + ledger.unfinished().toList() + ", acknowledged "
                        + producers.acknowledged().size() + " of "
                        + producers.intents().size());
            }
            ledger.compare(stored());
            everyReceiptHolds();
            everyKeyIsKnown();
        } finally {
            world.end();
        }
    }

    private void badDay() {
        Operators operators = new Operators(world, store, ledger, this::anyNode);
        operators.putEndpoints();
        for (int i = 0; i < chaos.nodes(); i++) {
            nodes.add(newNode());
        }
        producers.plan(world.random().nextInt(1, 20), DAY);
        operators.plan(world.random().nextInt(0, 15), DAY);
        for (int ends = world.random().nextInt(0, 4); ends > 0; ends--) {
            world.after(fate, world.upTo(DAY), this::endOne);
        }
        watchForTheDead();
        for (int third = 0; third < 3; third++) {
            world.runUntil(() -> !checked(), DAY.dividedBy(3));
            ledger.compare(stored());
        }
    }

    private boolean checked() {
        store.check();
        producers.check();
        return true;
    }

    private SimulatedNode newNode() {
        return new SimulatedNode("node-" + ++lives, world, store, ledger, chaos, ids, tokens, listener);
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

    /** Starts a server for each that has ended, as a supervisor does. */
    private void watchForTheDead() {
        nodes.replaceAll(node -> node.life().ended() ? newNode() : node);
        world.after(fate, world.upTo(RESTART), this::watchForTheDead);
    }

    private List<Delivery> stored() {
        List<Delivery> all = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<Delivery> page = store.deliveries(DeliveryFilter.of(Intent.DEFAULT_TENANT), cursor, 100);
            all.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return all;
    }

    private void everyReceiptHolds() {
        for (Receipt receipt : producers.acknowledged().values()) {
            if (store.notification(Intent.DEFAULT_TENANT, receipt.notificationId())
                    .isEmpty()) {
                throw new Violation("lost " + receipt.notificationId());
            }
            for (ReceiptDelivery delivery : receipt.deliveries()) {
                if (!ledger.knows(delivery.id())) {
                    throw new Violation("the receipt of " + receipt.notificationId() + " names " + delivery.id()
                            + ", which was never stored");
                }
            }
        }
    }

    /** Asked of a server that was not there when the intents were accepted. */
    private void everyKeyIsKnown() {
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
                        "said again, " + intent.idempotencyKey() + " got " + answer + " instead of " + before);
            }
        }
    }
}
