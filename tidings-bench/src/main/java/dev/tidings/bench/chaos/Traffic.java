package dev.tidings.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.cli.rest.ApiProblem;
import dev.tidings.cli.rest.ServerUnreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Producers that submit each intent, to any node, until it is acknowledged. */
final class Traffic {
    static final int RECIPIENTS = 50;
    private static final int PRODUCERS = 16;
    private static final int KEYED = 40;
    private static final int CONCURRENCY_KEYS = 8;

    /** Intents with a concurrency key are none of these. */
    private static final int ORDERED = 17;

    private static final long PAUSE_MS = 20;

    /** The maximum burst that makes up for intents missed during an outage. */
    private static final int INTERVALS_LATE = 50;

    private final ChaosPlan plan;
    private final Cluster cluster;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder replayed = new LongAdder();
    private final Map<String, String> notificationByKey = new ConcurrentHashMap<>();
    /** Ordering keys by number: each producer has its own, since it submits one intent after the other. */
    private final Map<Integer, String> orderingKeys = new ConcurrentHashMap<>();

    private final List<String> defects = new ArrayList<>();
    private volatile long lastAcknowledged = System.nanoTime();
    private final Object turns = new Object();
    private final long interval;
    private long nextTurn = System.nanoTime();
    private int released;

    Traffic(ChaosPlan plan, Cluster cluster) {
        this.plan = plan;
        this.cluster = cluster;
        this.interval = TimeUnit.SECONDS.toNanos(1) / plan.perSecond();
    }

    /** Completes when every intent is acknowledged. */
    CompletableFuture<Void> start(ExecutorService threads, RandomGenerator.SplittableGenerator random) {
        List<CompletableFuture<Void>> producers = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            RandomGenerator own = random.split();
            String orderingKey = "order-" + i;
            producers.add(CompletableFuture.runAsync(() -> produce(own, orderingKey), threads));
        }
        return CompletableFuture.allOf(producers.toArray(CompletableFuture[]::new));
    }

    private void produce(RandomGenerator random, String orderingKey) {
        for (int number = next.getAndIncrement(); number < plan.intents(); number = next.getAndIncrement()) {
            awaitTurn(number);
            if (number % KEYED == ORDERED) {
                orderingKeys.put(number, orderingKey);
            }
            ObjectNode intent = intent(number);
            while (!said(cluster.any(random), intent)) {
                pauseUntil(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
            }
        }
    }

    private void awaitTurn(int number) {
        long due;
        synchronized (turns) {
            while (number >= released) {
                try {
                    turns.wait();
                } catch (InterruptedException stopped) {
                    throw new IllegalStateException("stopped before all intents were submitted", stopped);
                }
            }
            nextTurn = Math.max(nextTurn, System.nanoTime() - INTERVALS_LATE * interval) + interval;
            due = nextTurn;
        }
        pauseUntil(due);
    }

    /** Lets producers continue up to this intent, so that faults happen under load. */
    void release(int intents) {
        synchronized (turns) {
            released = intents;
            turns.notifyAll();
        }
    }

    private boolean said(NodeProcess node, ObjectNode intent) {
        JsonNode receipt;
        try {
            receipt = node.api().post("/v1/intents", intent);
        } catch (ServerUnreachable lost) {
            unanswered.increment();
            return false;
        } catch (ApiProblem refusal) {
            refused.increment();
            if (!refusal.temporary()) {
                defect(intent.path("idempotency_key").asText() + " was refused permanently: " + refusal.getMessage());
            }
            return !refusal.temporary();
        }
        if (receipt.path("replayed").asBoolean()) {
            replayed.increment();
        }
        notificationByKey.put(
                intent.path("idempotency_key").asText(),
                receipt.path("notification_id").asText());
        acknowledged.incrementAndGet();
        lastAcknowledged = System.nanoTime();
        return true;
    }

    private static void pauseUntil(long nanos) {
        long left = nanos - System.nanoTime();
        if (left > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException("stopped before all intents were submitted", stopped);
            }
        }
    }

    /** Every fifth intent has two recipients, to detect partially stored intents. */
    static int recipients(int number) {
        return number % 5 == 0 ? 2 : 1;
    }

    /** The same intent each time, also after a lost response. */
    ObjectNode intent(int number) {
        ObjectNode intent = ApiClient.JSON.createObjectNode();
        intent.put("type", "build.failed").put("producer", "chaos").put("idempotency_key", key(number));
        ArrayNode to = intent.putObject("audience").putArray("recipients");
        String orderingKey = orderingKey(number);
        int first = orderingKey == null ? number : orderingKey.hashCode();
        for (int i = 0; i < recipients(number); i++) {
            to.add("user:" + Math.floorMod(first + i, RECIPIENTS));
        }
        intent.putObject("payload").put("n", number);
        String concurrencyKey = concurrencyKey(number);
        if (concurrencyKey != null) {
            intent.put("concurrency_key", concurrencyKey);
        }
        if (orderingKey != null) {
            intent.put("ordering_key", orderingKey);
        }
        return intent;
    }

    /** One key per producer, for every fortieth intent, always to the same recipient; null for the others. */
    @Nullable
    String orderingKey(int number) {
        return orderingKeys.get(number);
    }

    /** Every fortieth intent has one of a few keys, whose deliveries are sent one at a time; null for the others. */
    static @Nullable String concurrencyKey(int number) {
        return number % KEYED == 0 ? "key-" + number / KEYED % CONCURRENCY_KEYS : null;
    }

    static String key(int number) {
        return "key-" + number;
    }

    private void defect(String what) {
        synchronized (defects) {
            defects.add(what);
        }
    }

    List<String> defects() {
        synchronized (defects) {
            return List.copyOf(defects);
        }
    }

    int acknowledged() {
        return acknowledged.get();
    }

    /** Notification ids by idempotency key. */
    Map<String, String> notifications() {
        return notificationByKey;
    }

    long refused() {
        return refused.sum();
    }

    long unanswered() {
        return unanswered.sum();
    }

    /** The number of intents acknowledged as replayed because their first response was lost. */
    long replayed() {
        return replayed.sum();
    }

    long lastAcknowledgedNanos() {
        return lastAcknowledged;
    }
}
