package dev.tidings.jobs;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.StartJob;
import dev.tidings.jobs.runtime.StopJob;
import dev.tidings.streams.redis.StreamConsumer;
import dev.tidings.streams.redis.StreamPorts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Reads the job streams and monitors runtimes while this node holds the lease. */
public final class Jobs implements RuntimeControl {
    private static final int MOST_LINES = 1_000;

    /** Below the number of job threads, so that streams and monitoring always find one. */
    private static final int MAX_REQUESTS = 24;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final RuntimeCommits commits;
    private final Runtimes runtimes;
    private final RuntimeDriver driver;
    private final JobThreads threads;
    private final StreamConsumer<StartJob> starts;
    private final StreamConsumer<StopJob> stops;
    private final RuntimeWatch watch;
    private final SingletonLease lease;
    private final Semaphore permits = new Semaphore(MAX_REQUESTS);

    public Jobs(
            JobStores stores,
            RuntimeDriver driver,
            JobSettings settings,
            JobStreams streams,
            StreamPorts ports,
            JobEnvironment environment,
            JobListener listener) {
        this.commits = new RuntimeCommits(stores.runtimes(), environment.threads());
        this.runtimes = new Runtimes(commits, driver, settings, environment, listener);
        this.driver = driver;
        this.threads = environment.threads();
        ResultPublisher publisher = new ResultPublisher(ports.redis(), streams, commits, stores.queries(), threads);
        this.starts = new StreamConsumer<>(
                streams.startJobs(),
                JobFields::start,
                new JobHandler<>(
                        streams.tenant(),
                        streams.read().startJobs(),
                        StartJob::gameId,
                        runtimes::start,
                        publisher::announce),
                ports);
        this.stops = new StreamConsumer<>(
                streams.stopJobs(),
                JobFields::stop,
                new JobHandler<>(
                        streams.tenant(),
                        streams.read().stopJobs(),
                        StopJob::gameId,
                        runtimes::stop,
                        publisher::announce),
                ports);
        this.watch = new RuntimeWatch(runtimes, stores.queries(), driver, publisher, settings, threads, listener);
        this.lease = new SingletonLease(
                stores.leases(),
                settings.node().holder(),
                settings.node().takeover(),
                threads,
                environment.ticker(),
                () -> begin(listener),
                () -> end(listener));
    }

    public void start() {
        lease.start();
    }

    /** Returns once no stream is read any more; runtimes keep running. */
    public void stop() {
        lease.stop();
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
        var _ = commits.flush();
    }

    @Override
    public CompletableFuture<Operation> start(Requester requester, StartJob job) {
        return here(() -> runtimes.start(requester, job).ended());
    }

    @Override
    public CompletableFuture<Operation> stop(Requester requester, StopJob job) {
        return here(() -> runtimes.stop(requester, job).ended());
    }

    @Override
    public CompletableFuture<List<String>> logs(String tenant, String gameId, int lines) {
        int most = Math.min(lines, MOST_LINES);
        return here(() -> CompletableFuture.supplyAsync(
                () -> translated(() -> driver.logs(tenant, gameId, most)), threads.drivers()));
    }

    private <T> CompletableFuture<T> here(Supplier<CompletableFuture<T>> work) {
        if (!lease.held()) {
            throw Problem.of(
                            ProblemCode.UNAVAILABLE,
                            "runtimes are driven by another node; send the request to that node")
                    .exception();
        }
        if (!permits.tryAcquire()) {
            throw Problem.of(
                            ProblemCode.RESOURCE_EXHAUSTED,
                            MAX_REQUESTS + " runtime requests are in progress, which is the limit; retry later")
                    .retryAfter(RETRY_AFTER)
                    .exception();
        }
        CompletableFuture<T> answer;
        try {
            answer = work.get();
        } catch (RuntimeException refused) {
            answer = CompletableFuture.failedFuture(refused);
        }
        return answer.whenComplete((_, _) -> permits.release());
    }

    private static <T> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (DriverFailure failure) {
            throw Problem.of(ProblemCode.UNAVAILABLE, OperationHandler.message(failure))
                    .exception();
        }
    }
}
