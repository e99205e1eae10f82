package dev.tidings.bench.chaos;

import dev.tidings.cli.demo.Behavior;
import dev.tidings.cli.demo.ReceivedWebhook;
import dev.tidings.cli.demo.SinkServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Receives webhooks, counts them by delivery and fails 10 % of them. */
final class FlakySink implements AutoCloseable {
    private static final int OK = 200;

    /** Responses take 0.2 s on average, so that a killed node has sends in flight. */
    private static final long SLOWNESS_MS = 2L;

    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> taken = new ConcurrentHashMap<>();
    private final LongAdder failed = new LongAdder();
    private final SinkServer sink;

    FlakySink() throws IOException {
        this.sink = SinkServer.start(0, this::answer, this::note, InstantSource.system());
    }

    /** Of 200 requests 19 fail temporarily and one permanently, deterministically per request. */
    private Behavior.Answer answer(ReceivedWebhook received) {
        seen.computeIfAbsent(received.id(), id -> new AtomicInteger()).incrementAndGet();
        int dice = Math.floorMod(received.id().hashCode() * 31 + received.time() * 7_919, 200);
        int status = dice < 19 ? 500 : dice == 19 ? 422 : OK;
        return Behavior.Answer.status(status).after(Duration.ofMillis(dice * SLOWNESS_MS));
    }

    /** Counts only requests whose response was sent. */
    private void note(ReceivedWebhook received) {
        if (received.status() == OK) {
            taken.computeIfAbsent(received.id(), id -> new AtomicInteger()).incrementAndGet();
        } else {
            failed.increment();
        }
    }

    URI uri() {
        return sink.uri();
    }

    Map<String, AtomicInteger> seen() {
        return seen;
    }

    /** The number of successful responses to a delivery. */
    int taken(String id) {
        AtomicInteger times = taken.get(id);
        return times == null ? 0 : times.get();
    }

    long failed() {
        return failed.sum();
    }

    @Override
    public void close() {
        sink.close();
    }
}
