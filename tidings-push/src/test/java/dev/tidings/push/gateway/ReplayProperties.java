package dev.tidings.push.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.push.log.memory.MemoryLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Clients that reconnect while others append receive every event once, in order. */
class ReplayProperties {
    private static final String TENANT = "default";
    private static final int EVENTS = 300;
    private static final WindowBounds BOUNDS = new WindowBounds(Duration.ofMinutes(5), 10_000, 64 * 1024 * 1024);

    @Property(tries = 40)
    void every_event_arrives_once_and_in_order_across_reconnects(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 40) Integer> takes,
            @ForAll boolean oneRecipient,
            @ForAll @IntRange(min = 100, max = 5_000) int maxBytes) {
        try (ExecutorService feeds = Executors.newSingleThreadExecutor();
                ExecutorService appenders = Executors.newFixedThreadPool(2);
                MemoryLog log = new MemoryLog(BOUNDS, InstantSource.system(), new Random(7), feeds);
                Hub hub = new Hub(
                        log,
                        new HubSettings(BOUNDS, 64 * 1024 * 1024),
                        null,
                        InstantSource.system(),
                        GatewayListener.NONE)) {
            Position cursor = append(log, "first", 0);
            CompletableFuture<Void> appending = CompletableFuture.allOf(
                    CompletableFuture.runAsync(() -> appendAll(log, "a"), appenders),
                    CompletableFuture.runAsync(() -> appendAll(log, "b"), appenders));

            List<String> received = new ArrayList<>();
            List<Position> positions = new ArrayList<>();
            int turn = 0;
            while (received.size() < EVENTS * 2) {
                int take = takes.get(turn++ % takes.size());
                cursor = receive(hub, cursor, oneRecipient, take, maxBytes, received, positions);
            }
            appending.join();

            assertThat(received).hasSize(EVENTS * 2).doesNotHaveDuplicates();
            for (int i = 1; i < positions.size(); i++) {
                assertThat(positions.get(i).isAfter(positions.get(i - 1))).isTrue();
            }
        }
    }

    /** Subscribes, takes about {@code take} events and disconnects. */
    private static Position receive(
            Hub hub,
            Position cursor,
            boolean oneRecipient,
            int take,
            int maxBytes,
            List<String> received,
            List<Position> positions) {
        CompletableFuture<Position> left = new CompletableFuture<>();
        SubscriptionSpec wanted = oneRecipient
                ? SubscriptionSpec.to("test", TENANT, "user:1", cursor)
                : SubscriptionSpec.toAll("test", TENANT, "gateway", cursor);
        List<PublishedEvent> taken = new ArrayList<>();
        HubSubscription subscription = hub.subscribe(wanted, Runnable::run, ready -> {
            synchronized (taken) {
                for (List<Frame> frames = ready.take(maxBytes); !frames.isEmpty(); frames = ready.take(maxBytes)) {
                    for (Frame frame : frames) {
                        if (frame instanceof PublishedEvent published && taken.size() < take) {
                            taken.add(published);
                        }
                    }
                    if (taken.size() >= take || received.size() + taken.size() >= EVENTS * 2) {
                        left.complete(taken.getLast().position());
                    }
                }
            }
        });
        Position at = left.join();
        subscription.close();
        synchronized (taken) {
            for (PublishedEvent published : taken) {
                received.add(published.event().id());
                positions.add(published.position());
            }
        }
        return at;
    }

    private static void appendAll(MemoryLog log, String name) {
        for (int i = 0; i < EVENTS; i++) {
            append(log, name, i);
        }
    }

    private static Position append(MemoryLog log, String name, int number) {
        return log.append(new Event(TENANT, "user:1", "t", name + number, new byte[50], null, null))
                .join();
    }
}
