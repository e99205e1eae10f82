package dev.tidings.push.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A transport that writes immediately, or not at all while stalled. */
final class Listener implements Subscriber, AutoCloseable {
    private final List<Frame> frames = new ArrayList<>();
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private volatile boolean writable = true;

    Executor loop() {
        return loop;
    }

    @Override
    public void ready(HubSubscription subscription) {
        if (!writable) {
            return;
        }
        for (List<Frame> next = subscription.take(1_000); !next.isEmpty(); next = subscription.take(1_000)) {
            synchronized (frames) {
                frames.addAll(next);
            }
        }
    }

    void stall() {
        writable = false;
    }

    void goOn(HubSubscription subscription) {
        writable = true;
        loop.execute(() -> ready(subscription));
    }

    List<Frame> frames() {
        synchronized (frames) {
            return List.copyOf(frames);
        }
    }

    List<String> ids() {
        return frames().stream()
                .filter(frame -> frame instanceof PublishedEvent)
                .map(frame -> ((PublishedEvent) frame).event().id())
                .toList();
    }

    Frame last() {
        return frames().getLast();
    }

    List<Frame> await(int count) {
        org.awaitility.Awaitility.await().until(() -> frames().size() >= count);
        return frames();
    }

    @Override
    public void close() {
        loop.shutdownNow();
    }
}
