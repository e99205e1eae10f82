package dev.tidings.push.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.LogPartitions;
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
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Clients that reconnect to either of two nodes while others append receive every event once, in order per recipient. */
class ReplayProperties {
    private static final String TENANT = "default";
    private static final int RECIPIENTS = 6;
    private static final int EVENTS_EACH = 50;
    private static final List<String> APPENDERS = List.of("a", "b");
    private static final WindowBounds BOUNDS = new WindowBounds(Duration.ofMinutes(5), 10_000, 64 * 1024 * 1024);

    @Property(tries = 60)
    void every_event_arrives_once_and_in_order_across_reconnects(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 40) Integer> takes,
            @ForAll boolean oneRecipient,
            @ForAll @IntRange(min = 1, max = 5) int partitions,
            @ForAll @IntRange(min = 100, max = 5_000) int maxBytes) {
        try (ExecutorService feeds = Executors.newFixedThreadPool(3);
                ExecutorService appenders = Executors.newFixedThreadPool(2);
                MemoryLog log = new MemoryLog(
                        new LogPartitions(partitions), BOUNDS, InstantSource.system(), new Random(7), feeds);
                Hub one = hub(log);
                Hub other = hub(log)) {
            Client client = new Client(oneRecipient ? "user:1" : null, maxBytes);
            client.open(one);
            CompletableFuture<Void> appending = CompletableFuture.allOf(APPENDERS.stream()
                    .map(name -> CompletableFuture.runAsync(() -> appendAll(log, name), appenders))
                    .toArray(CompletableFuture<?>[]::new));
            int turn = 0;
            while (!client.complete()) {
                client.receive(turn % 2 == 0 ? other : one, takes.get(turn++ % takes.size()));
            }
            appending.join();

            assertThat(client.received).hasSize(client.expected()).doesNotHaveDuplicates();
            for (String recipient : client.recipients()) {
                for (String appender : APPENDERS) {
                    String prefix = recipient + " " + appender;
                    assertThat(client.received)
                            .filteredOn(id -> id.startsWith(prefix))
                            .containsExactlyElementsOf(IntStream.range(0, EVENTS_EACH)
                                    .mapToObj(i -> prefix + i)
                                    .toList());
                }
            }
        }
    }

    private static Hub hub(MemoryLog log) {
        return new Hub(
                log, new HubSettings(BOUNDS, 64 * 1024 * 1024), null, InstantSource.system(), GatewayListener.NONE);
    }

    /** A gateway, or a client of one recipient, that stores its cursor as text. */
    private static final class Client {
        private final @Nullable String recipient;
        private final int maxBytes;
        private final List<String> received = new ArrayList<>();
        private @Nullable String cursor;

        Client(@Nullable String recipient, int maxBytes) {
            this.recipient = recipient;
            this.maxBytes = maxBytes;
        }

        List<String> recipients() {
            return recipient == null
                    ? IntStream.range(0, RECIPIENTS).mapToObj(i -> "user:" + i).toList()
                    : List.of(recipient);
        }

        int expected() {
            return recipients().size() * EVENTS_EACH * APPENDERS.size();
        }

        boolean complete() {
            return received.size() >= expected();
        }

        private SubscriptionSpec wanted() {
            Cursor from = cursor == null ? null : Cursor.parse("cursor", cursor);
            return recipient == null
                    ? SubscriptionSpec.toAll("test", TENANT, null, from)
                    : SubscriptionSpec.to("test", TENANT, recipient, from);
        }

        /** Receives the first frame only. */
        void open(Hub hub) {
            CompletableFuture<Cursor> opened = new CompletableFuture<>();
            HubSubscription subscription = hub.subscribe(
                    wanted(),
                    Runnable::run,
                    ready -> ready.take(maxBytes).forEach(frame -> {
                        if (frame instanceof Frame.Opened first) {
                            opened.complete(first.position());
                        }
                    }));
            cursor = opened.join().text();
            subscription.close();
        }

        /** Subscribes, receives about {@code take} events and disconnects. */
        void receive(Hub hub, int take) {
            int enough = Math.min(take, expected() - received.size());
            List<PublishedEvent> taken = new ArrayList<>();
            CompletableFuture<PublishedEvent> last = new CompletableFuture<>();
            HubSubscription subscription = hub.subscribe(wanted(), Runnable::run, ready -> {
                synchronized (taken) {
                    for (List<Frame> next = ready.take(maxBytes); !next.isEmpty(); next = ready.take(maxBytes)) {
                        for (Frame frame : next) {
                            if (frame instanceof PublishedEvent published && taken.size() < enough) {
                                taken.add(published);
                            }
                        }
                    }
                    if (taken.size() >= enough) {
                        last.complete(taken.getLast());
                    }
                }
            });
            cursor = last.join().cursor().text();
            subscription.close();
            taken.forEach(published -> received.add(published.event().id()));
        }
    }

    private static void appendAll(MemoryLog log, String name) {
        for (int i = 0; i < EVENTS_EACH; i++) {
            for (int user = 0; user < RECIPIENTS; user++) {
                String recipient = "user:" + user;
                String id = recipient + " " + name + i;
                log.append(new Event(TENANT, recipient, "t", id, new byte[50], null, null))
                        .join();
            }
        }
    }
}
