package dev.tidings.bench.chaos;

import dev.tidings.bench.chaos.Disturbance.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Injects faults one after another: kills random nodes under load, restarts all nodes halfway, and stops the
 * database after two thirds.
 */
final class FaultInjector {
    private static final double FIRST = 0.04;
    private static final double LAST = 0.96;
    private static final double ROLLING_RESTART = 0.5;
    private static final double OUTAGE = 0.67;

    /** How far producers may be ahead of the next step, so that it happens under load. */
    private static final int AHEAD = 20;

    private static final long LOOK_EVERY_MS = 5;

    private final ChaosPlan plan;
    private final Cluster cluster;
    private final Backing backing;
    private final Traffic traffic;
    private final RandomGenerator random;
    private final ExecutorService threads;
    private final ChaosLog log;
    private final List<Disturbance> disturbances = new ArrayList<>();
    private final List<CompletableFuture<Recovery>> recoveries = new ArrayList<>();
    private @Nullable Duration resumedAfter;

    /** A fault, and the number of acknowledged intents at which it is injected. */
    private record Step(int acknowledged, Kind kind) {}

    FaultInjector(
            ChaosPlan plan,
            Cluster cluster,
            Backing backing,
            Traffic traffic,
            RandomGenerator random,
            ExecutorService threads,
            ChaosLog log) {
        this.plan = plan;
        this.cluster = cluster;
        this.backing = backing;
        this.traffic = traffic;
        this.random = random;
        this.threads = threads;
        this.log = log;
    }

    /** Returns when all faults were injected and every node is ready again. */
    void run(BooleanSupplier trafficFailed) throws Exception {
        List<Step> steps = steps();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            traffic.release(i + 1 < steps.size() ? steps.get(i + 1).acknowledged() + AHEAD : plan.intents());
            while (traffic.acknowledged() < step.acknowledged()) {
                if (trafficFailed.getAsBoolean()) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
            }
            switch (step.kind()) {
                case KILL -> kill();
                case RESTART -> restartAll();
                case OUTAGE -> cutOff();
            }
        }
        traffic.release(plan.intents());
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < plan.kills(); i++) {
            double part = (i + random.nextDouble()) / plan.kills();
            steps.add(new Step((int) (plan.intents() * (FIRST + (LAST - FIRST) * part)), Kind.KILL));
        }
        steps.add(new Step((int) (plan.intents() * ROLLING_RESTART), Kind.RESTART));
        if (backing.canStop() && plan.outage().isPositive()) {
            steps.add(new Step((int) (plan.intents() * OUTAGE), Kind.OUTAGE));
        }
        steps.sort((one, other) -> Integer.compare(one.acknowledged(), other.acknowledged()));
        return steps;
    }

    private void kill() throws Exception {
        NodeProcess node = cluster.any(random);
        String life = node.name();
        Instant before = Instant.now();
        node.kill();
        Instant dead = Instant.now();
        disturbances.add(new Disturbance(Kind.KILL, life, before, dead));
        recoveries.add(CompletableFuture.supplyAsync(() -> Recovery.watch(backing, life, dead), threads));
        log.say("killed " + life + " with " + traffic.acknowledged() + " intents acknowledged");
        node.restart();
        node.awaitReady();
    }

    private void restartAll() throws Exception {
        log.say("rolling restart with " + traffic.acknowledged() + " intents acknowledged");
        for (NodeProcess node : cluster.nodes()) {
            Instant before = Instant.now();
            String life = node.name();
            node.stop();
            node.restart();
            node.awaitReady();
            disturbances.add(new Disturbance(Kind.RESTART, life, before, Instant.now()));
        }
    }

    private void cutOff() throws Exception {
        Instant before = Instant.now();
        backing.stop();
        log.say("stopped the database with " + traffic.acknowledged() + " intents acknowledged");
        TimeUnit.MILLISECONDS.sleep(plan.outage().toMillis());
        backing.start();
        long back = System.nanoTime();
        disturbances.add(new Disturbance(Kind.OUTAGE, "database", before, Instant.now()));
        while (traffic.lastAcknowledgedNanos() - back < 0 && traffic.acknowledged() < plan.intents()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
        resumedAfter = Duration.ofNanos(traffic.lastAcknowledgedNanos() - back);
        log.say("started the database; intents were accepted again " + resumedAfter.toMillis() + " ms later");
        for (NodeProcess node : cluster.nodes()) {
            node.awaitReady();
        }
    }

    List<Disturbance> disturbances() {
        return disturbances;
    }

    /** The recoveries of all kills, in order; waits for pending ones. */
    List<Recovery> recoveries() {
        return recoveries.stream().map(CompletableFuture::join).toList();
    }

    /** The time from the database's return to the first acknowledged intent; null without an outage. */
    @Nullable
    Duration resumedAfter() {
        return resumedAfter;
    }
}
