package dev.tidings.server.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Formats lines on a thread of its own and writes those of a few milliseconds at once to standard error: a wake-up and a system call
 * per line cost about as much as formatting it. When the queue is full, callers wait; no line is dropped until it stops.
 */
final class BatchedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int QUEUED_LINES = 4_096;
    private static final long COLLECTED_MILLIS = 10;
    private static final Duration LAST_LINES = Duration.ofSeconds(1);

    private final Encoder<ILoggingEvent> encoder;
    private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(QUEUED_LINES);
    private @Nullable Thread writer;

    /** @param encoder started */
    BatchedAppender(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    public void start() {
        writer = Thread.ofPlatform().daemon().name("tidings-log").start(this::write);
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        // The context of the logging thread is read now.
        event.prepareForDeferredProcessing();
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(event);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        List<ILoggingEvent> lines = new ArrayList<>();
        try {
            while (true) {
                lines.add(queue.take());
                if (queue.remainingCapacity() > QUEUED_LINES / 2) {
                    TimeUnit.MILLISECONDS.sleep(COLLECTED_MILLIS);
                }
                queue.drainTo(lines);
                print(lines);
                lines.clear();
            }
        } catch (InterruptedException stopped) {
            queue.drainTo(lines);
            print(lines);
        }
    }

    private void print(List<ILoggingEvent> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ILoggingEvent line : lines) {
            try {
                bytes.writeBytes(encoder.encode(line));
            } catch (RuntimeException unencodable) {
                addError("a log line could not be encoded", unencodable);
            }
        }
        System.err.write(bytes.toByteArray(), 0, bytes.size());
        System.err.flush();
    }

    /** Writes the lines that are queued. */
    @Override
    public void stop() {
        super.stop();
        Thread writing = writer;
        if (writing != null) {
            writing.interrupt();
            try {
                var _ = writing.join(LAST_LINES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
