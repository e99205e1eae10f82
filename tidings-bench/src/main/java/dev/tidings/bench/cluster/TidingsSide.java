package dev.tidings.bench.cluster;

import dev.tidings.bench.engine.Countdown;
import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.engine.LoadIntents;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.store.Store;
import dev.tidings.engine.dispatch.LaneSettings;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Tidings in this process: acceptor, dispatcher, one channel and a store, with full history. */
final class TidingsSide {
    /** Enough for full batches: one committing and one waiting, of accepts and of completions. */
    private static final int IN_FLIGHT = 4_096;

    /** The lane takes all deliveries, so that each is leased at insert. */
    private static final LaneSettings LANE =
            LaneSettings.DEFAULT.withQueue(IN_FLIGHT).withBatch(LaneSettings.MAX_BATCH);

    private static final Duration AT_MOST = Duration.ofMinutes(5);

    private final Supplier<Store> stores;
    private final Supplier<Channel> channels;
    private final List<Endpoint> endpoints;
    private final SplittableRandom random = new SplittableRandom(1);
    private double itemsPerCommit;

    /** @param stores opens an empty store for every run */
    TidingsSide(Supplier<Store> stores, Supplier<Channel> channels, List<Endpoint> endpoints) {
        this.stores = stores;
        this.channels = channels;
        this.endpoints = endpoints;
    }

    /** Sends deliveries while intents arrive, as in production. The clock stops at the last commit. */
    LifeRates together(int first, int count) throws Exception {
        try (Channel channel = channels.get()) {
            List<Intent> intents = intents(channel, first, count);
            Countdown countdown = new Countdown(count, IN_FLIGHT);
            try (EngineRig rig =
                    new EngineRig(stores.get(), TidingsStores.WRITERS, channel, LANE, endpoints, countdown)) {
                rig.start();
                long begun = System.nanoTime();
                for (Intent intent : intents) {
                    countdown.enter();
                    var _ = rig.accept(intent).whenComplete((receipt, failure) -> {
                        if (failure != null) {
                            countdown.refused(failure);
                        }
                    });
                }
                long enqueued = System.nanoTime();
                countdown.awaitAll(AT_MOST);
                itemsPerCommit = countdown.itemsPerCommit();
                return LifeRates.of(count, begun, enqueued, System.nanoTime());
            }
        }
    }

    /** Accepts all intents first, then claims all deliveries from the store, as with a backlog. */
    LifeRates apart(int first, int count) throws Exception {
        try (Channel channel = channels.get()) {
            List<Intent> intents = intents(channel, first, count);
            Countdown countdown = new Countdown(count, count);
            Semaphore window = new Semaphore(IN_FLIGHT);
            try (EngineRig rig =
                    new EngineRig(stores.get(), TidingsStores.WRITERS, channel, LANE, endpoints, countdown)) {
                long begun = System.nanoTime();
                for (Intent intent : intents) {
                    window.acquire();
                    var _ = rig.accept(intent).whenComplete((receipt, failure) -> {
                        if (failure != null) {
                            countdown.refused(failure);
                        }
                        window.release();
                    });
                }
                window.acquire(IN_FLIGHT);
                long enqueued = System.nanoTime();
                rig.start();
                countdown.awaitAll(AT_MOST);
                return LifeRates.of(count, begun, enqueued, System.nanoTime());
            }
        }
    }

    /** The average number of accepts and completions per commit in the last run of {@link #together}. */
    double itemsPerCommit() {
        return itemsPerCommit;
    }

    private List<Intent> intents(Channel channel, int first, int count) {
        List<String> recipients =
                endpoints.stream().map(endpoint -> endpoint.key().recipient()).toList();
        return LoadIntents.of(random, channel.name(), recipients, first, count);
    }
}
