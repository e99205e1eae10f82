package dev.tidings.push.gateway;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.EventMaker;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.push.channel.PlainPayload;
import dev.tidings.push.log.memory.MemoryLog;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.id.CountingTokens;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A log whose restarts lose its events, and a hub that replays them from a store. */
abstract class HistoryFixture {
    static final String TENANT = "default";
    static final String USER = "user:1";
    static final LeaseGrant GRANT = new LeaseGrant("node", Duration.ofSeconds(30));
    static final Duration REACH = Duration.ofDays(7);
    static final WindowBounds BOUNDS = new WindowBounds(Duration.ofMinutes(5), 10, 1024 * 1024);

    final SettableClock clock = SettableClock.atStart();
    final CountingIds ids = new CountingIds();
    final CountingTokens tokens = new CountingTokens();
    final SqliteStore store =
            SqliteStore.openInMemory("history-" + UUID.randomUUID(), clock, new ReversingCipher(), ids);
    final EventMaker events = new EventMaker(List.of(), new PlainPayload());
    final ExecutorService feeds = Executors.newSingleThreadExecutor();
    final ExecutorService reads = Executors.newFixedThreadPool(2);
    final Random random = new Random(1);
    final List<AutoCloseable> open = new ArrayList<>();

    /** The partitions of the log, which a restart may change. */
    LogPartitions partitions = LogPartitions.ONE;

    MemoryLog log = newLog();
    Hub hub = newHub(1_000);

    MemoryLog newLog() {
        return new MemoryLog(partitions, BOUNDS, clock, random, feeds);
    }

    Hub newHub(int most) {
        Hub made = new Hub(
                log,
                new HubSettings(BOUNDS, 1024 * 1024),
                new StoredHistory(
                        store.pushes(),
                        events,
                        "push",
                        new StoredHistory.HistoryLimits(REACH, most, most),
                        clock,
                        reads),
                clock,
                GatewayListener.NONE);
        open.add(made);
        return made;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        feeds.shutdownNow();
        reads.shutdownNow();
        store.close();
    }

    /** Simulates a restart: the log is empty. */
    void restart() {
        clock.advance(Duration.ofSeconds(1));
        log = newLog();
        hub = newHub(1_000);
    }

    LeasedDelivery begun(String recipient) {
        clock.advance(Duration.ofMillis(1));
        DeliveryId id = ids.delivery(clock.instant());
        Notification notification = new Notification(
                ids.notification(clock.instant()),
                TENANT,
                "shop",
                id.value(),
                "order.paid",
                null,
                Payload.of("{\"id\": \"" + id + "\"}"),
                null,
                null,
                "req-" + id,
                null,
                clock.instant());
        store.accepts()
                .accept(
                        List.of(new Acceptance(
                                notification,
                                new byte[32],
                                null,
                                List.of(NewDelivery.pending(id, "push", recipient, recipient)))),
                        GRANT);
        return store.claims()
                .claim("push", 1, TenantWeights.EQUAL, GRANT, tokens)
                .getFirst();
    }

    Position append(LeasedDelivery leased) throws Exception {
        return log.append(events.make(leased.notification(), leased.recipient(), leased.id()))
                .join();
    }

    void complete(LeasedDelivery leased, Position position) {
        store.completions()
                .complete(List.of(Completion.sent(
                        leased, new Outcome.Sent(new Evidence(null, position.text(), null, null)), clock.instant())));
    }

    Position push(String recipient) throws Exception {
        LeasedDelivery leased = begun(recipient);
        Position position = append(leased);
        complete(leased, position);
        return position;
    }

    Listener listen(@Nullable Cursor cursor) {
        return subscribed(SubscriptionSpec.to("test", TENANT, USER, cursor));
    }

    Listener listenToAll(@Nullable Cursor cursor) {
        return subscribed(SubscriptionSpec.toAll("test", TENANT, null, cursor));
    }

    Listener subscribed(SubscriptionSpec wanted) {
        Listener listener = new Listener();
        open.add(listener);
        hub.subscribe(wanted, listener.loop(), listener);
        listener.await(1);
        return listener;
    }

    static List<Position> positions(Listener listener) {
        return listener.frames().stream()
                .filter(frame -> frame instanceof PublishedEvent)
                .map(frame -> ((PublishedEvent) frame).position())
                .toList();
    }

    List<Position> pushMany(int count) throws Exception {
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            push("user:2");
            positions.add(push(USER));
        }
        return positions;
    }
}
