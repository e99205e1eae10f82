package dev.tidings.push.log.redis;

import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.PresenceBoard;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.streams.redis.RedisScript;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Range;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares presence in Redis. Each node has one hash per partition of a tenant with the number of subscriptions per recipient; the
 * hashes of different partitions are in different slots.
 * Changes are written immediately and the whole hash periodically, so missed writes are repaired, and the entries
 * of a stopped node expire.
 */
public final class RedisPresence implements PresenceBoard {
    private static final Logger LOG = LoggerFactory.getLogger(RedisPresence.class);
    private static final RedisScript PRESENT = RedisScript.named(RedisPresence.class, "present.lua");
    private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final RedisConnections redis;
    private final String stream;
    private final LogPartitions partitions;
    private final String node;
    private final InstantSource clock;
    private final Map<Part, Map<String, Integer>> here = new ConcurrentHashMap<>();

    /** Held from reading counts until they are sent, so that an older count never overwrites a newer one. */
    private final Object sending = new Object();

    private final ScheduledFuture<?> refreshing;

    private record Part(String tenant, int partition) {}

    /**
     * @param stream the name prefix of the keys
     * @param partitions the same on all nodes
     * @param node identifies this process, also against earlier processes on the same host
     * @param timer schedules the refresh, which does not block it
     */
    public RedisPresence(
            RedisConnections redis,
            String stream,
            LogPartitions partitions,
            String node,
            InstantSource clock,
            ScheduledExecutorService timer) {
        this.redis = redis;
        this.stream = stream;
        this.partitions = partitions;
        this.node = node;
        this.clock = clock;
        this.refreshing = timer.scheduleWithFixedDelay(
                () -> here.keySet().forEach(this::refresh),
                REFRESH_INTERVAL.toSeconds(),
                REFRESH_INTERVAL.toSeconds(),
                TimeUnit.SECONDS);
    }

    @Override
    public void joined(String tenant, String recipient) {
        Part part = part(tenant, recipient);
        Map<String, Integer> counts = here.get(part);
        if (counts == null) {
            here.computeIfAbsent(part, name -> new ConcurrentHashMap<>()).merge(recipient, 1, Integer::sum);
            refresh(part);
        } else {
            counts.merge(recipient, 1, Integer::sum);
            write(part, recipient);
        }
    }

    @Override
    public void left(String tenant, String recipient) {
        Part part = part(tenant, recipient);
        here.getOrDefault(part, new HashMap<>())
                .computeIfPresent(recipient, (name, count) -> count > 1 ? count - 1 : null);
        write(part, recipient);
    }

    /** Writes the count at the time of the call: connection callbacks run in no particular order. */
    private void write(Part part, String recipient) {
        String key = key(part, node);
        var _ = redis.commands().thenAccept(commands -> {
            synchronized (sending) {
                int count = here.getOrDefault(part, Map.of()).getOrDefault(recipient, 0);
                if (count == 0) {
                    var _ = commands.hdel(key, recipient);
                } else {
                    var _ = commands.hset(key, recipient, EventFields.bytes(Integer.toString(count)));
                }
            }
        });
    }

    private void refresh(Part part) {
        var _ = redis.commands()
                .thenCompose(commands -> {
                    synchronized (sending) {
                        return PRESENT.runInFull(commands, new String[] {key(part, node), nodes(part)}, whole(part));
                    }
                })
                .exceptionally(away -> {
                    LOG.debug("presence update failed", away);
                    return List.of();
                });
    }

    private byte[][] whole(Part part) {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(EventFields.bytes(Long.toString(clock.millis())));
        arguments.add(EventFields.bytes(node));
        arguments.add(EventFields.bytes(Long.toString(TTL.toSeconds())));
        here.getOrDefault(part, Map.of()).forEach((recipient, count) -> {
            arguments.add(EventFields.bytes(recipient));
            arguments.add(EventFields.bytes(Integer.toString(count)));
        });
        return arguments.toArray(new byte[0][]);
    }

    @Override
    public Set<String> elsewhere(String tenant, Collection<String> recipients) {
        Map<Part, List<String>> wanted =
                recipients.stream().collect(Collectors.groupingBy(recipient -> part(tenant, recipient)));
        List<CompletableFuture<Set<String>>> answers = wanted.entrySet().stream()
                .map(one -> elsewhere(one.getKey(), one.getValue().toArray(new String[0])))
                .toList();
        try {
            CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return answers.stream()
                    .map(CompletableFuture::join)
                    .flatMap(Set::stream)
                    .collect(Collectors.toSet());
        } catch (ExecutionException | TimeoutException away) {
            LOG.debug("presence lookup failed", away);
            return Set.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Set.of();
        }
    }

    private CompletableFuture<Set<String>> elsewhere(Part part, String[] wanted) {
        return fromOtherNodes(
                        part, (commands, key) -> commands.hmget(key, wanted).toCompletableFuture())
                .thenApply(found -> {
                    Set<String> present = new HashSet<>();
                    found.forEach(values ->
                            values.stream().filter(KeyValue::hasValue).forEach(value -> present.add(value.getKey())));
                    return present;
                });
    }

    @Override
    public CompletableFuture<Map<String, Integer>> others(String tenant) {
        List<CompletableFuture<List<Map<String, byte[]>>>> answers = IntStream.range(0, partitions.count())
                .mapToObj(partition -> fromOtherNodes(
                        new Part(tenant, partition),
                        (commands, key) -> commands.hgetall(key).toCompletableFuture()))
                .toList();
        return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
                .thenApply(_ -> {
                    Map<String, Integer> counts = new HashMap<>();
                    answers.forEach(found -> found.join()
                            .forEach(hash -> hash.forEach((recipient, count) -> counts.merge(
                                    recipient, Integer.parseInt(EventFields.string(count)), Integer::sum))));
                    return counts;
                });
    }

    @FunctionalInterface
    private interface HashQuery<T> {
        CompletableFuture<T> ask(RedisAsyncCommands<String, byte[]> commands, String key);
    }

    /** Reads the hashes of all other live nodes. */
    private <T> CompletableFuture<List<T>> fromOtherNodes(Part part, HashQuery<T> query) {
        double since = clock.instant().minus(TTL).toEpochMilli();
        return redis.commands()
                .thenCompose(commands -> commands.zrangebyscore(
                                nodes(part), Range.create(since, Double.POSITIVE_INFINITY))
                        .toCompletableFuture()
                        .thenCompose(living -> {
                            List<CompletableFuture<T>> answers = living.stream()
                                    .map(name -> new String(name, StandardCharsets.UTF_8))
                                    .filter(name -> !name.equals(node))
                                    .map(name -> query.ask(commands, key(part, name)))
                                    .toList();
                            return CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
                                    .thenApply(done -> answers.stream()
                                            .map(CompletableFuture::join)
                                            .toList());
                        }));
    }

    private Part part(String tenant, String recipient) {
        return new Part(tenant, partitions.of(recipient));
    }

    private String key(Part part, String of) {
        return nodes(part) + ":" + of;
    }

    private String nodes(Part part) {
        String number = partitions.count() == 1 ? "" : "#" + part.partition() + "/" + partitions.count();
        return "{" + stream + ":present:" + part.tenant() + number + "}";
    }

    /** Clears this node's entries. If Redis is unavailable they expire. */
    @Override
    public void close() {
        refreshing.cancel(false);
        here.replaceAll((part, counts) -> Map.of());
        here.keySet().forEach(this::refresh);
    }
}
