package dev.tidings.bench.chaos;

import dev.tidings.cli.rest.ApiClient;
import dev.tidings.cli.rest.ApiProblem;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Performs one run, from empty folders to the checks. */
public final class Chaos {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final long LOOK_EVERY_MS = 100;

    private final ChaosPlan plan;
    private final Path folder;
    private final ChaosLog log;

    /** @param folder an empty folder, which keeps the nodes' logs */
    public Chaos(ChaosPlan plan, Path folder, PrintStream out) {
        this.plan = plan;
        this.folder = folder;
        this.log = new ChaosLog(out);
    }

    public ChaosReport run() throws Exception {
        SplittableRandom random = new SplittableRandom(plan.seed());
        log.say(plan.toString());
        ExecutorService threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("chaos-", 0).factory());
        try (Backing backing = Backing.start(plan.store(), folder);
                FlakySink sink = new FlakySink();
                Cluster cluster = Cluster.start(plan, backing, folder, random.split())) {
            ApiClient api = cluster.nodes().getFirst().api();
            for (int i = 0; i < Traffic.RECIPIENTS; i++) {
                var _ = api.put(
                        "/v1/recipients/user:" + i + "/endpoints/webhook",
                        ApiClient.JSON.createObjectNode().put("address", sink.uri() + "/"));
            }
            log.say(plan.nodes() + " nodes are ready on " + plan.store());
            Traffic traffic = new Traffic(plan, cluster);
            FaultInjector faults = new FaultInjector(plan, cluster, backing, traffic, random.split(), threads, log);
            CompletableFuture<Void> said = traffic.start(threads, random.split());
            faults.run(said::isCompletedExceptionally);
            said.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            log.say("all " + traffic.acknowledged() + " intents are acknowledged");
            awaitEnd(api);
            log.say("all deliveries have ended");
            return new ChaosChecks(plan, api, traffic, sink, faults).judge();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Waits until every delivery has ended; the checks report those that have not. */
    private static void awaitEnd(ApiClient api) throws InterruptedException {
        long until = System.nanoTime() + TIMEOUT.toNanos();
        while (System.nanoTime() - until < 0 && !ended(api)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
    }

    private static boolean ended(ApiClient api) {
        try {
            return api.get("/v1/deliveries", Map.of("status", "pending,sending,failed", "limit", "1"))
                    .path("deliveries")
                    .isEmpty();
        } catch (ApiProblem away) {
            return false;
        }
    }
}
