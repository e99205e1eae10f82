package dev.tidings.bench.cluster;

import dev.tidings.bench.engine.EngineRig;
import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.engine.dispatch.DispatchSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Measures how long a tenant waits for its deliveries while another has a large backlog on the same lane, against an
 * otherwise idle engine, on SQLite and on PostgreSQL.
 */
public final class FairnessWorkload implements Workload {
    private static final String BACKLOG = "TIDINGS_BENCH_BACKLOG";
    private static final int DEFAULT_BACKLOG = 1_000_000;
    /** Not measured: a node that has just started plans its statements and fills its pools. */
    private static final int STARTING_SECONDS = 2;

    private static final int SECONDS = 20;
    private static final int PER_SECOND = 50;
    private static final int WARM_UPS = 1;
    private static final int ROUNDS = 3;
    private static final int PER_INTENT = 500;
    private static final int PER_COMMIT = 10_000;
    private static final double GOAL = 2;
    private static final int DIGITS = 3;
    private static final Duration ALL_SENT_WITHIN = Duration.ofMinutes(3);

    @Override
    public String name() {
        return "fairness";
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT,
                "from intent to send for a tenant with %d/s while another has %,d waiting deliveries (%s), against an"
                        + " idle engine",
                PER_SECOND,
                backlog(),
                BACKLOG);
    }

    private static int backlog() {
        return WorkloadEnvironment.number(BACKLOG, DEFAULT_BACKLOG);
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        List<Measurement> rows = new ArrayList<>();
        rows.add(onSqlite(stage));
        try (Postgres postgres = Postgres.start(stage)) {
            TidingsStores stores = new TidingsStores(stage, postgres);
            String busy = postgres.create();
            String idle = postgres.create();
            fill(stage, "PostgreSQL", () -> stores.open(busy));
            postgres.settle(busy);
            rows.add(measure(
                    stage, "PostgreSQL", TidingsStores.WRITERS, () -> stores.open(busy), () -> stores.open(idle)));
        }
        return List.copyOf(rows);
    }

    private Measurement onSqlite(WorkloadEnvironment stage) throws Exception {
        Path busy = stage.emptyFolder("busy");
        Path idle = stage.emptyFolder("idle");
        fill(stage, "SQLite", () -> EngineRig.openStore(busy));
        return measure(stage, "SQLite", 1, () -> EngineRig.openStore(busy), () -> EngineRig.openStore(idle));
    }

    private Measurement measure(
            WorkloadEnvironment stage, String database, int writers, Supplier<Store> busy, Supplier<Store> idle)
            throws Exception {
        Rounds.Sides p99 = Rounds.alternate(
                stage,
                WARM_UPS,
                ROUNDS,
                "ms",
                _ -> round(stage, busy, writers, true),
                _ -> round(stage, idle, writers, false));
        return Measurement.both(
                name(),
                "intent to send, p99, beside a backlog, " + database,
                "ms",
                "idle engine",
                p99,
                new Goal.RatioAtMost(GOAL));
    }

    private void fill(WorkloadEnvironment stage, String database, Supplier<Store> busy) {
        stage.say(String.format(Locale.ROOT, "%s: storing %,d deliveries of one tenant", database, backlog()));
        try (Store store = busy.get()) {
            fill(store, backlog());
        }
    }

    private void fill(Store store, int backlog) {
        LeaseGrant grant = new LeaseGrant("bench", DispatchSettings.LEASE);
        List<Acceptance> batch = new ArrayList<>();
        for (int stored = 0; stored < backlog; stored += PER_INTENT) {
            Instant now = store.clock().instant();
            List<NewDelivery> deliveries = new ArrayList<>();
            for (int i = 0; i < Math.min(PER_INTENT, backlog - stored); i++) {
                deliveries.add(
                        NewDelivery.pending(EngineRig.IDS.delivery(now), TimedChannel.NAME, "zeta:" + i, "zeta:" + i));
            }
            Intent intent = intent("zeta", "backlog-" + stored, "zeta:0");
            batch.add(new Acceptance(
                    Notification.of(EngineRig.IDS.notification(now), intent, now), new byte[32], null, deliveries));
            if (batch.size() * PER_INTENT >= PER_COMMIT) {
                store.accepts().accept(batch, grant);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            store.accepts().accept(batch, grant);
        }
    }

    /** Returns the 99th percentile of the time from when an intent was due until its send, in milliseconds. */
    private double round(WorkloadEnvironment stage, Supplier<Store> stores, int writers, boolean beside)
            throws Exception {
        int first = PER_SECOND * STARTING_SECONDS;
        int count = first + PER_SECOND * SECONDS;
        TimedChannel channel = new TimedChannel("acme", count);
        long[] due = new long[count];
        try (EngineRig rig = new EngineRig(stores.get(), writers, channel, List.of(), EngineListener.NONE)) {
            rig.start();
            long begun = System.nanoTime();
            for (int number = 0; number < count; number++) {
                due[number] = begun + number * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
                while (System.nanoTime() < due[number]) {
                    LockSupport.parkNanos(due[number] - System.nanoTime());
                }
                String key = UUID.randomUUID() + ":" + number;
                var _ = rig.accept(intent("acme", key, "acme:" + number % PER_SECOND))
                        .whenComplete((receipt, failure) -> {
                            if (failure != null) {
                                channel.refused(failure);
                            }
                        });
            }
            channel.awaitAll(ALL_SENT_WITHIN);
            if (beside) {
                requireBacklog(rig.store());
                stage.say(String.format(
                        Locale.ROOT,
                        "           (the backlog went on at %,d/s)",
                        channel.others() / (STARTING_SECONDS + SECONDS)));
            }
        }
        Histogram histogram = new Histogram(DIGITS);
        for (int number = first; number < count; number++) {
            histogram.recordValue(Math.max(0, channel.begunAt(number) - due[number]));
        }
        return histogram.getValueAtPercentile(99) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    private static void requireBacklog(Store store) {
        Instant next = store.claims().nextDue(TimedChannel.NAME);
        if (next == null || next.isAfter(Clock.systemUTC().instant())) {
            throw new IllegalStateException("the backlog was sent before the round had ended");
        }
    }

    private static Intent intent(String tenant, String key, String address) {
        return new Intent(
                tenant,
                "bench",
                key,
                "build.finished",
                new Audience.Addresses(List.of(new Audience.Address(TimedChannel.NAME, address))),
                List.of(TimedChannel.NAME),
                null,
                Payload.of("{}"),
                IntentKeys.NONE,
                null,
                null,
                null,
                null);
    }
}
