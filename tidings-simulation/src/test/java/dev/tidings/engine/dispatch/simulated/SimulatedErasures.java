package dev.tidings.engine.dispatch.simulated;

import dev.tidings.core.bulk.BulkKind;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.bulk.NewBulkRun;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.LogUnavailable;
import dev.tidings.core.event.Position;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.store.Store;
import dev.tidings.engine.bulk.BulkRunner;
import dev.tidings.engine.erase.EventRemoval;
import dev.tidings.engine.erase.RecipientErasure;
import dev.tidings.testkit.simulation.Life;
import dev.tidings.testkit.simulation.World;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The erasures of one node: the real runner and the real slices. The request of a run is the recipient. */
final class SimulatedErasures implements BulkKind {
    private static final String NAME = "erase";

    /** A log without removable events. */
    private static final EventLog NO_EVENTS = new EventLog() {
        @Override
        public LogPartitions partitions() {
            return LogPartitions.ONE;
        }

        @Override
        public CompletableFuture<Position> append(Event event) {
            return CompletableFuture.failedFuture(
                    new LogUnavailable("nothing is pushed", new IllegalStateException("no events")));
        }

        @Override
        public Following follow(String tenant, int partition, Follower follower) {
            return () -> {};
        }

        @Override
        public void close() {}
    };

    private final RecipientErasure erasure;
    private final BulkRunner runner;

    SimulatedErasures(
            World world, Life life, Store store, SimulatedTopic topic, Supplier<LeaseToken> tokens, Executor writer) {
        this.erasure = new RecipientErasure(
                store.erasures(), topic, new EventRemoval(NO_EVENTS, store.erasures(), writer), writer);
        this.runner = new BulkRunner(store.bulkRuns(), tokens, writer, (delay, task) -> world.after(life, delay, task));
        runner.add(this);
        world.after(life, Duration.ZERO, runner::start);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletionStage<BulkSlice> slice(BulkRun run) {
        return erasure.slice(run, run.request());
    }

    /** Refused while another run erases the same recipient. */
    void start(String id, String recipient) {
        var _ = runner.start(new NewBulkRun(
                        BulkRun.PREFIX + id,
                        Intent.DEFAULT_TENANT,
                        NAME,
                        recipient,
                        null,
                        null,
                        NAME + ":" + recipient))
                .exceptionally(refused -> null);
    }
}
