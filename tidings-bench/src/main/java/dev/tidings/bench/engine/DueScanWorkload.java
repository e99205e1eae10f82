package dev.tidings.bench.engine;

import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Compares the cost of claiming due deliveries in a store full of finished ones with a nearly empty store. */
public final class DueScanWorkload implements Workload {
    private static final int MANY = 1_000_000;
    private static final int FEW = 1_000;
    private static final int DUE = 256;
    private static final int CLAIM = 64;
    private static final int LOOKS = 2_000;
    private static final int CLAIMS = 50;
    private static final int WARM_UPS = 5;
    private static final int ROUNDS = 25;
    private static final double GOAL = 1.2;

    @Override
    public String name() {
        return "duescan";
    }

    @Override
    public String summary() {
        return String.format(
                Locale.ROOT, "claim and nextDue with %,d finished deliveries against %,d, %d due", MANY, FEW, DUE);
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        try (SqliteStore full = store(stage, "full", MANY);
                SqliteStore small = store(stage, "small", FEW)) {
            stage.say("nextDue, " + LOOKS + " a round");
            Rounds.Sides looks = Rounds.alternate(
                    stage, WARM_UPS, ROUNDS, "µs", round -> microsOfLook(full), round -> microsOfLook(small));
            stage.say("claim of " + CLAIM + ", including the commit, median of " + CLAIMS + " per round");
            Rounds.Sides claims = Rounds.alternate(
                    stage, WARM_UPS, ROUNDS, "µs", round -> microsOfClaim(full), round -> microsOfClaim(small));
            String against = String.format(Locale.ROOT, "%,d finished", FEW);
            Goal goal = new Goal.RatioAtMost(GOAL);
            return List.of(
                    Measurement.both(name(), "nextDue, 1,000,000 finished", "µs", against, looks, goal),
                    Measurement.both(
                            name(), "claim of " + CLAIM + ", 1,000,000 finished", "µs", against, claims, goal));
        }
    }

    private static SqliteStore store(WorkloadEnvironment stage, String name, int finished) throws SQLException {
        Path folder = stage.emptyFolder(name);
        EngineRig.openStore(folder).close();
        stage.say(String.format(Locale.ROOT, "loading %,d finished deliveries", finished));
        FinishedDeliveries.insert(EngineRig.database(folder), finished);
        SqliteStore store = EngineRig.openStore(folder);
        List<Acceptance> due = new ArrayList<>();
        for (int i = 0; i < DUE; i++) {
            due.add(due(i));
        }
        store.accepts().accept(due, EngineRig.GRANT);
        return store;
    }

    private static Acceptance due(int number) {
        Instant now = Instant.now();
        Intent intent = new Intent(
                Intent.DEFAULT_TENANT,
                "bench",
                "due-" + number,
                "build.finished",
                new Audience.Recipients(List.of("user:" + number)),
                List.of(NoopChannel.NAME),
                null,
                Payload.of("{\"n\":" + number + "}"),
                IntentKeys.NONE,
                null,
                null,
                null,
                null);
        Notification notification = Notification.of(EngineRig.IDS.notification(now), intent, now);
        NewDelivery delivery =
                NewDelivery.pending(EngineRig.IDS.delivery(now), NoopChannel.NAME, "user:" + number, "noop:" + number);
        return new Acceptance(notification, new byte[32], null, List.of(delivery));
    }

    private static double microsOfLook(SqliteStore store) {
        long begun = System.nanoTime();
        for (int i = 0; i < LOOKS; i++) {
            if (store.claims().nextDue(NoopChannel.NAME) == null) {
                throw new IllegalStateException("nothing is due; expected " + DUE);
            }
        }
        return (System.nanoTime() - begun) / (double) LOOKS / TimeUnit.MICROSECONDS.toNanos(1);
    }

    /** Releases the claimed deliveries outside of the measured time, so that every claim finds the same number. */
    private static double microsOfClaim(SqliteStore store) {
        List<Double> taken = new ArrayList<>();
        for (int i = 0; i < CLAIMS; i++) {
            long begun = System.nanoTime();
            List<LeasedDelivery> leased = store.claims()
                    .claim(NoopChannel.NAME, CLAIM, TenantWeights.EQUAL, EngineRig.GRANT, EngineRig.TOKENS);
            taken.add((System.nanoTime() - begun) / (double) TimeUnit.MICROSECONDS.toNanos(1));
            if (leased.size() != CLAIM) {
                throw new IllegalStateException(leased.size() + " were claimed; expected " + CLAIM);
            }
            store.completions()
                    .complete(leased.stream()
                            .map(one -> Completion.givenBack(one, Duration.ZERO))
                            .toList());
        }
        return Rounds.median(taken);
    }
}
