package dev.tidings.server.app;

import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.EventMaker;
import dev.tidings.core.event.PayloadEncoder;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.PushListener;
import dev.tidings.server.channel.push.PlainPayload;
import dev.tidings.server.channel.push.PushChannel;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.PushSection;
import dev.tidings.server.event.memory.MemoryLog;
import dev.tidings.server.gateway.Hub;
import dev.tidings.server.gateway.HubSettings;
import java.time.InstantSource;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/**
 * What events go by, from the channel to the subscribers.
 *
 * @param teller tells followers of the log
 */
public record Pushing(EventLog log, EventMaker events, Hub hub, ExecutorService teller) implements AutoCloseable {
    static Pushing start(
            Configuration configuration, Store store, Threads threads, Clocks clocks, PushListener listener) {
        PushSection section = configuration.push();
        ExecutorService teller = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("tidings-push").factory());
        // The store's clock: by it what was sent is compared with what the log has.
        EventLog log = new MemoryLog(section.window(), store.clock(), clocks.random(), teller);
        EventMaker events = maker();
        Hub hub = new Hub(
                log, new HubSettings(section.window(), section.subscriberBytes()), null, store.clock(), listener);
        return new Pushing(log, events, hub, teller);
    }

    /** A channel for looking at its settings only. */
    static PushChannel unconnected(Clocks clocks) {
        return new PushChannel(
                new MemoryLog(WindowBounds.DEFAULT, clocks.clock(), clocks.random(), Runnable::run), maker());
    }

    /** All in this process, without a history. */
    static Pushing inMemory(InstantSource clock, RandomGenerator random) {
        ExecutorService teller = Executors.newSingleThreadExecutor();
        EventLog log = new MemoryLog(WindowBounds.DEFAULT, clock, random, teller);
        return new Pushing(
                log, maker(), new Hub(log, HubSettings.DEFAULT, null, clock, PushListener.NONE), teller);
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
