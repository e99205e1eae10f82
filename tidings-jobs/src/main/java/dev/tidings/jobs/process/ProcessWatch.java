package dev.tidings.jobs.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks all processes periodically: whether they are alive, and whether their logs exceed the limit. */
final class ProcessWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessWatch.class);
    private static final Duration EVERY = Duration.ofMillis(250);

    private final Supplier<List<ProcessRecord>> runs;
    private final Consumer<ProcessRecord> dead;
    private final Consumer<ProcessRecord> trim;
    private final Thread thread;

    /**
     * @param dead receives each process that exited without being recorded
     */
    ProcessWatch(Supplier<List<ProcessRecord>> runs, Consumer<ProcessRecord> dead, Consumer<ProcessRecord> trim) {
        this.runs = runs;
        this.dead = dead;
        this.trim = trim;
        this.thread = Thread.ofPlatform().daemon().name("tidings-runtimes").start(this::look);
    }

    /** Rotates a log if it exceeds its limit. */
    static void trim(RuntimeLog log) {
        try {
            log.trim();
        } catch (IOException e) {
            LOG.warn("log rotation failed; file={} cause={}", log.file(), e.getMessage());
        }
    }

    private void look() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                for (ProcessRecord run : runs.get()) {
                    if (run.over()) {
                        continue;
                    }
                    trim.accept(run);
                    if (run.pid() != 0 && !run.alive()) {
                        dead.accept(run);
                    }
                }
                Thread.sleep(EVERY);
            } catch (InterruptedException closed) {
                return;
            } catch (RuntimeException failed) {
                LOG.warn("checking processes failed unexpectedly", failed);
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
