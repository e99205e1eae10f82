package dev.tidings.jobs.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at all processes again and again: whether they live, and whether their logs have grown too long. */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration EVERY = Duration.ofMillis(250);

    private final Supplier<List<Run>> runs;
    private final Consumer<Run> dead;
    private final Consumer<Run> trim;
    private final Thread thread;

    /** @param dead told of each that has ended and was not known to */
    Watch(Supplier<List<Run>> runs, Consumer<Run> dead, Consumer<Run> trim) {
        this.runs = runs;
        this.dead = dead;
        this.trim = trim;
        this.thread = Thread.ofPlatform().daemon().name("tidings-runtimes").start(this::look);
    }

    /** Keeps a log within its bound. */
    static void trim(EngineLog log) {
        try {
            log.trim();
        } catch (IOException e) {
            LOG.warn("{} cannot be shortened: {}", log.file(), e.getMessage());
        }
    }

    private void look() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                for (Run run : runs.get()) {
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
                LOG.warn("while looking at processes", failed);
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
