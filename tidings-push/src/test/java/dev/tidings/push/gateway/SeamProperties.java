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

/** Whoever comes and goes while others append gets every event once, in order. */
class SeamProperties {
    private static final String TENANT = "default";
    private static final int EVENTS = 300;
    private static final WindowBounds BOUNDS = new WindowBounds(Duration.ofMinutes(5), 10_000, 64 * 1024 * 1024);

    @Property(tries = 40)
    void every_event_comes_once_and_in_order_over_any_number_of_reconnects(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 40) Integer> takes,
            @ForAll boolean oneRecipient,
            @ForAll @IntRange(min = 100, max = 5_000) int maxBytes) {
        try (ExecutorService pump = Executors.newSingleThreadExecutor();
                ExecutorService appenders = Executors.newFixedThreadPool(2);
                MemoryLog log = new MemoryLog(BOUNDS, InstantSource.system(), new Random(7), pump);
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

            List<String> heard = new ArrayList<>();
            List<Position> places = new ArrayList<>();
            int turn = 0;
            while (heard.size() < EVENTS * 2) {
                int take = takes.get(turn++ % takes.size());
                cursor = hear(hub, cursor, oneRecipient, take, maxBytes, heard, places);
            }
            appending.join();

            assertThat(heard).hasSize(EVENTS * 2).doesNotHaveDuplicates();
            for (int i = 1; i < places.size(); i++) {
                assertThat(places.get(i).isAfter(places.get(i - 1))).isTrue();
            }
        }
    }

    /** Subscribes, takes about so many events as they come, and leaves. */
    private static Position hear(
            Hub hub,
            Position cursor,
            boolean oneRecipient,
            int take,
            int maxBytes,
            List<String> heard,
            List<Position> places) {
        CompletableFuture<Position> left = new CompletableFuture<>();
        Subscribe wanted = oneRecipient
                ? Subscribe.to("test", TENANT, "user:1", cursor)
                : Subscribe.toAll("test", TENANT, "gateway", cursor);
        List<PublishedEvent> taken = new ArrayList<>();
        HubSubscription subscription = hub.subscribe(wanted, Runnable::run, ready -> {
            synchronized (taken) {
                for (List<Frame> frames = ready.take(maxBytes); !frames.isEmpty(); frames = ready.take(maxBytes)) {
                    for (Frame frame : frames) {
                        if (frame instanceof PublishedEvent posted && taken.size() < take) {
                            taken.add(posted);
                        }
                    }
                    if (taken.size() >= take || heard.size() + taken.size() >= EVENTS * 2) {
                        left.complete(taken.getLast().position());
                    }
                }
            }
        });
        Position at = left.join();
        subscription.close();
        synchronized (taken) {
            for (PublishedEvent posted : taken) {
                heard.add(posted.event().id());
                places.add(posted.position());
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
