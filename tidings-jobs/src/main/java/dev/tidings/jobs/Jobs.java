package dev.tidings.jobs;

import dev.tidings.core.job.DriverFailure;
import dev.tidings.core.job.Operation;
import dev.tidings.core.job.RuntimeDriver;
import dev.tidings.core.job.StartJob;
import dev.tidings.core.job.StopJob;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.telemetry.JobListener;
import dev.tidings.streams.redis.StreamConsumer;
import dev.tidings.streams.redis.StreamPorts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** All that drives runtimes on this node: it reads the streams of jobs and watches, while this node has the duty. */
public final class Jobs implements RuntimeControl {
    private static final int MOST_LINES = 1_000;

    /** Fewer than there are job threads, so that streams and watching always find one. */
    private static final int ASKED_AT_ONCE = 24;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Runtimes runtimes;
    private final RuntimeDriver driver;
    private final JobThreads threads;
    private final StreamConsumer<StartJob> starts;
    private final StreamConsumer<StopJob> stops;
    private final RuntimeWatch watch;
    private final SingletonLease duty;
    private final Semaphore asked = new Semaphore(ASKED_AT_ONCE);

    public Jobs(
            JobStores stores,
            RuntimeDriver driver,
            JobSettings settings,
            JobStreams streams,
            StreamPorts ports,
            JobEnvironment environment,
            JobListener listener) {
        this.runtimes = new Runtimes(stores.runtimes(), driver, settings, environment, listener);
        this.driver = driver;
        this.threads = environment.threads();
        Announcer announcer = new Announcer(ports.redis(), streams, stores.runtimes(), stores.queries(), threads);
        this.starts = new StreamConsumer<>(
                streams.startJobs(),
                JobFields::start,
                new JobHandler<>(
                        streams.tenant(),
                        streams.read().startJobs(),
                        StartJob::gameId,
                        runtimes::start,
                        announcer,
                        threads.drivers()),
                ports);
        this.stops = new StreamConsumer<>(
                streams.stopJobs(),
                JobFields::stop,
                new JobHandler<>(
                        streams.tenant(),
                        streams.read().stopJobs(),
                        StopJob::gameId,
                        runtimes::stop,
                        announcer,
                        threads.drivers()),
                ports);
        this.watch = new RuntimeWatch(runtimes, stores.queries(), driver, announcer, settings, threads, listener);
        this.duty = new SingletonLease(
                stores.leases(),
                settings.node().holder(),
                settings.node().takeover(),
                threads,
                environment.ticker(),
                () -> begin(listener),
                () -> end(listener));
    }

    public void start() {
        duty.start();
    }

    /** Returns when nothing is read any more; what runs goes on. */
    public void stop() {
        duty.stop();
    }

    private void begin(JobListener listener) {
        listener.driving(true);
        watch.start();
        starts.start();
        stops.start();
    }

    private void end(JobListener listener) {
        listener.driving(false);
        starts.stop();
        stops.stop();
        watch.stop();
    }

    @Override
    public CompletableFuture<Operation> start(Requester asker, StartJob job) {
        return here(() -> runtimes.start(asker, job));
    }

    @Override
    public CompletableFuture<Operation> stop(Requester asker, StopJob job) {
        return here(() -> runtimes.stop(asker, job));
    }

    @Override
    public CompletableFuture<List<String>> logs(String tenant, String gameId, int lines) {
        return here(() -> driver.logs(tenant, gameId, Math.min(lines, MOST_LINES)));
    }

    private <T> CompletableFuture<T> here(Supplier<T> work) {
        if (!duty.held()) {
            throw Problem.of(ProblemCode.UNAVAILABLE, "another node drives runtimes; ask that one")
                    .exception();
        }
        if (!asked.tryAcquire()) {
            throw Problem.of(
                            ProblemCode.RESOURCE_EXHAUSTED,
                            ASKED_AT_ONCE + " requests about runtimes are under way, which is all at once")
                    .retryAfter(RETRY_AFTER)
                    .exception();
        }
        return CompletableFuture.supplyAsync(() -> told(work), threads.drivers())
                .whenComplete((_, _) -> asked.release());
    }

    private static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (DriverFailure failure) {
            throw Problem.of(ProblemCode.UNAVAILABLE, OperationHandler.words(failure))
                    .exception();
        }
    }
}
