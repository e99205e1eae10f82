package dev.tidings.server.app;

import dev.tidings.core.event.Epoch;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.EventMaker;
import dev.tidings.core.event.PayloadEncoder;
import dev.tidings.core.event.PresenceBoard;
import dev.tidings.core.event.SessionReplacements;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.http.access.KeyRing;
import dev.tidings.push.channel.LogOutages;
import dev.tidings.push.channel.PlainPayload;
import dev.tidings.push.channel.PushChannel;
import dev.tidings.push.feature.EventPublishing;
import dev.tidings.push.feature.PushFeature;
import dev.tidings.push.gateway.Acks;
import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.History;
import dev.tidings.push.gateway.Hub;
import dev.tidings.push.gateway.HubSettings;
import dev.tidings.push.gateway.Revocations;
import dev.tidings.push.gateway.StoredHistory;
import dev.tidings.push.gateway.transport.EventTransportSettings;
import dev.tidings.push.gateway.transport.EventTransports;
import dev.tidings.push.log.kafka.KafkaLog;
import dev.tidings.push.log.kafka.LogSettings;
import dev.tidings.push.log.memory.MemoryLog;
import dev.tidings.push.log.redis.RedisLog;
import dev.tidings.push.log.redis.RedisPresence;
import dev.tidings.push.log.redis.RedisSessionReplacements;
import dev.tidings.server.config.GatewaySection;
import dev.tidings.server.config.PushSection;
import dev.tidings.server.telemetry.MicrometerPushListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates the event log and the gateway from the configuration. */
final class ConfiguredPush {
    private final ServerEnvironment environment;
    private final PushSection section;
    private final BrokerClients brokers;
    private final GatewayListener listener;

    ConfiguredPush(ServerEnvironment environment, BrokerClients brokers) {
        this.environment = environment;
        this.section = environment.configuration().push();
        this.brokers = brokers;
        this.listener = counted(environment.metrics());
    }

    /** A channel that only checks its settings. */
    static PushChannel unconnected(Clocks clocks) {
        return new PushChannel(
                new MemoryLog(WindowBounds.DEFAULT, clocks.clock(), clocks.random(), Runnable::run),
                eventMaker(),
                new LogOutages(GatewayListener.NONE, clocks.ticker()));
    }

    static EventMaker eventMaker() {
        return new EventMaker(
                ServiceLoader.load(PayloadEncoder.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList(),
                new PlainPayload());
    }

    /** Registers the meters for all transports, starts and end reasons with an initial value of zero. */
    private static GatewayListener counted(MeterRegistry registry) {
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

    /** Opens the event log, which all nodes use: those that send append to it, gateways follow it, intake erases from it. */
    EventPublishing publishing() {
        ExecutorService followers = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("tidings-push").factory());
        return new EventPublishing(
                log(followers),
                eventMaker(),
                new LogOutages(listener, environment.clocks().ticker()),
                followers);
    }

    /** Opens what nodes know of the subscribers of each other. */
    PresenceBoard presence() {
        return environment.configuration().sharesPresence() ? sharedPresence() : PresenceBoard.alone();
    }

    /**
     * Creates the gateway, which closes both.
     *
     * @param keys the API keys; revoking one ends its subscriptions
     */
    PushFeature gateway(EventPublishing publishing, PresenceBoard presence, KeyRing keys) {
        Store store = environment.store();
        Hub hub = new Hub(
                publishing.log(),
                environment.configuration().sharesPresence()
                        ? new RedisSessionReplacements(brokers.redis(), section.stream(), section.partitions())
                        : SessionReplacements.alone(),
                presence,
                new HubSettings(section.window(), section.subscriberBytes(), section.gatewayBytes()),
                history(publishing.events()),
                store.clock(),
                listener);
        return new PushFeature(
                publishing,
                new EventTransports(
                        hub, transports(), store.clock(), environment.clocks().random()),
                new Acks(store.pushes(), environment.commits()),
                new Revocations(hub, keys, environment.threads().timer(), Revocations.EVERY));
    }

    /** Uses the store's clock, because send times are compared with the log. */
    private EventLog log(Executor followers) {
        InstantSource clock = environment.store().clock();
        RandomGenerator random = environment.clocks().random();
        return switch (section.log()) {
            case MEMORY -> new MemoryLog(section.partitions(), section.window(), clock, random, followers);
            case REDIS ->
                new RedisLog(
                        brokers.redis(),
                        section.stream(),
                        section.partitions(),
                        section.streamLength(),
                        section.window(),
                        clock,
                        random);
            case KAFKA ->
                new KafkaLog(
                        brokers.kafka(),
                        new LogSettings(
                                section.topic(),
                                section.partitions(),
                                section.topicReplication(),
                                section.topicRetention(),
                                section.window()),
                        clock);
        };
    }

    private RedisPresence sharedPresence() {
        InstantSource clock = environment.store().clock();
        return new RedisPresence(
                brokers.redis(),
                section.stream(),
                section.partitions(),
                Epoch.begin(clock.millis(), environment.clocks().random()),
                clock,
                environment.threads().timer());
    }

    /** The limits of replay from the store, no longer than retention. */
    private @Nullable History history(EventMaker events) {
        int days = Math.min(
                section.historyDays(), environment.configuration().retention().days());
        return days == 0
                ? null
                : new StoredHistory(
                        environment.store().pushes(),
                        events,
                        PushChannel.NAME,
                        new StoredHistory.HistoryLimits(
                                Duration.ofDays(days), section.historyEvents(), section.gatewayHistoryEvents()),
                        environment.store().clock(),
                        environment.threads().reads());
    }

    private EventTransportSettings transports() {
        GatewaySection gateway = environment.configuration().gateway();
        return new EventTransportSettings(
                gateway.heartbeat(),
                gateway.subscribers(),
                gateway.subscribersPerRecipient(),
                gateway.retry(),
                gateway.reconnectsPerSecond(),
                EventTransportSettings.DEFAULT.closeTimeout());
    }
}
