package dev.tidings.server.app;

import dev.tidings.core.event.Epoch;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.EventMaker;
import dev.tidings.core.event.PayloadEncoder;
import dev.tidings.core.event.PresenceBoard;
import dev.tidings.core.event.SessionReplacements;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.store.PushStore;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.push.channel.PlainPayload;
import dev.tidings.push.channel.PushChannel;
import dev.tidings.push.gateway.Acks;
import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.History;
import dev.tidings.push.gateway.Hub;
import dev.tidings.push.gateway.HubSettings;
import dev.tidings.push.gateway.StoredHistory;
import dev.tidings.push.log.kafka.KafkaLog;
import dev.tidings.push.log.kafka.LogSettings;
import dev.tidings.push.log.memory.MemoryLog;
import dev.tidings.push.log.redis.RedisLog;
import dev.tidings.push.log.redis.RedisPresence;
import dev.tidings.push.log.redis.RedisSessionReplacements;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.PushSection;
import dev.tidings.server.telemetry.MicrometerPushListener;
import dev.tidings.streams.kafka.KafkaNode;
import dev.tidings.streams.redis.RedisNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What events go by, from the channel to the subscribers.
 *
 * @param teller tells followers of the log
 */
public record Pushing(EventLog log, EventMaker events, Hub hub, Acks acks, ExecutorService teller)
        implements AutoCloseable {
    /** Counts from zero all that subscriptions come over, begin with and end by. */
    static GatewayListener counted(MeterRegistry registry) {
        return new MicrometerPushListener(registry)
                .expecting(
                        List.of("grpc", "sse", "websocket"),
                        named(Frame.Start.values()).toList(),
                        Stream.concat(Stream.of("left"), named(Frame.End.values()))
                                .toList());
    }

    private static Stream<String> named(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT));
    }

    /**
     * @param shared the Redis of this process; null where nothing needs one
     * @param kafka the Kafka of this process; null where nothing needs one
     */
    static Pushing start(
            Configuration configuration,
            Store store,
            Threads threads,
            Clocks clocks,
            GatewayListener listener,
            @Nullable RedisNode shared,
            @Nullable KafkaNode kafka) {
        PushSection section = configuration.push();
        ExecutorService teller = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("tidings-push").factory());
        // The store's clock: by it what was sent is compared with what the log has.
        EventLog log = new WatchedLog(
                switch (section.log()) {
                    case MEMORY -> new MemoryLog(section.window(), store.clock(), clocks.random(), teller);
                    case REDIS -> redis(section, Objects.requireNonNull(shared), store, clocks);
                    case KAFKA -> kafka(section, Objects.requireNonNull(kafka), store);
                },
                listener,
                clocks.ticker());
        // Nodes that share a log tell each other by Redis, if they have one.
        RedisNode redis = section.log() == PushSection.Log.MEMORY ? null : shared;
        EventMaker events = maker();
        Hub hub = new Hub(
                log,
                redis == null ? SessionReplacements.alone() : new RedisSessionReplacements(redis, section.stream()),
                redis == null
                        ? PresenceBoard.alone()
                        : new RedisPresence(
                                redis,
                                section.stream(),
                                Epoch.begin(store.clock().millis(), clocks.random()),
                                store.clock(),
                                threads.timer()),
                new HubSettings(section.window(), section.subscriberBytes(), section.gatewayBytes()),
                history(configuration, store, events, threads),
                store.clock(),
                listener);
        return new Pushing(log, events, hub, new Acks(store.pushes(), threads.writer()), teller);
    }

    /** It goes back no further than retention leaves what it needs. */
    private static @Nullable History history(
            Configuration configuration, Store store, EventMaker events, Threads threads) {
        int days = Math.min(
                configuration.push().historyDays(), configuration.retention().days());
        return days == 0
                ? null
                : new StoredHistory(
                        store.pushes(),
                        events,
                        PushChannel.NAME,
                        Duration.ofDays(days),
                        configuration.push().historyEvents(),
                        configuration.push().gatewayHistoryEvents(),
                        store.clock(),
                        threads.reads());
    }

    private static EventLog kafka(PushSection section, KafkaNode kafka, Store store) {
        LogSettings settings = new LogSettings(
                section.topic(), section.topicReplication(), section.topicRetention(), section.window());
        return new KafkaLog(kafka, settings, store.clock());
    }

    private static EventLog redis(PushSection section, RedisNode redis, Store store, Clocks clocks) {
        return new RedisLog(
                redis, section.stream(), section.streamLength(), section.window(), store.clock(), clocks.random());
    }

    /** A channel for looking at its settings only. */
    static PushChannel unconnected(Clocks clocks) {
        return new PushChannel(
                new MemoryLog(WindowBounds.DEFAULT, clocks.clock(), clocks.random(), Runnable::run), maker());
    }

    /** All in this process, without a history. */
    static Pushing inMemory(PushStore store, Executor writer, InstantSource clock, RandomGenerator random) {
        ExecutorService teller = Executors.newSingleThreadExecutor();
        EventLog log = new MemoryLog(WindowBounds.DEFAULT, clock, random, teller);
        return new Pushing(
                log,
                maker(),
                new Hub(log, HubSettings.DEFAULT, null, clock, GatewayListener.NONE),
                new Acks(store, writer),
                teller);
    }

    PushChannel channel() {
        return new PushChannel(log, events);
    }

    private static EventMaker maker() {
        return new EventMaker(
                ServiceLoader.load(PayloadEncoder.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList(),
                new PlainPayload());
    }

    @Override
    public void close() {
        hub.close();
        log.close();
        teller.shutdown();
    }
}
