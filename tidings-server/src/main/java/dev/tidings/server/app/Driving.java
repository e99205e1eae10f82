package dev.tidings.server.app;

import dev.tidings.core.id.Ids;
import dev.tidings.core.job.RuntimeDriver;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.JobListener;
import dev.tidings.engine.outage.StoreWatch;
import dev.tidings.jobs.Announcer;
import dev.tidings.jobs.JobSettings;
import dev.tidings.jobs.JobStreams;
import dev.tidings.jobs.JobThreads;
import dev.tidings.jobs.Jobs;
import dev.tidings.jobs.RestartPolicy;
import dev.tidings.jobs.RuntimeOperations;
import dev.tidings.jobs.Runtimes;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.JobsSection;
import dev.tidings.server.config.RuntimesSection;
import dev.tidings.streams.redis.StreamPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What drives runtimes, where this server runs jobs.
 *
 * @param pool where drivers may block
 */
record Driving(Jobs jobs, RuntimeDriver driver, ThreadPoolExecutor pool) implements AutoCloseable {
    private static final int THREADS = 32;
    private static final int WAITING = 10_000;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(10);

    static Driving assemble(
            Configuration configuration,
            Path data,
            Store store,
            StoreWatch watch,
            Threads threads,
            Clocks clocks,
            Ids ids,
            StreamPorts ports,
            JobListener listener) {
        JobsSection section = configuration.jobs();
        RuntimeDriver driver = ConfiguredDrivers.open(section.driver(), configuration, data, clocks);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("tidings-job-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        JobThreads jobThreads = new JobThreads(watch.guarding(threads.writer()), pool, threads.timer());
        JobSettings settings = settings(configuration);
        JobStreams streams = streams(configuration);
        Runtimes runtimes = new Runtimes(
                store.runtimes(), driver, settings, jobThreads, store.clock(), clocks.ticker(), ids, listener);
        Announcer announcer =
                new Announcer(ports.redis(), streams, store.runtimes(), store.runtimeQueries(), jobThreads);
        String holder = NodeName.derived(NodeName.host(), configuration.data().dir());
        return new Driving(
                new Jobs(
                        runtimes,
                        announcer,
                        store.runtimeQueries(),
                        store.singletonLeases(),
                        driver,
                        settings,
                        streams,
                        jobThreads,
                        ports,
                        section.tenant(),
                        holder,
                        clocks.ticker(),
                        listener),
                driver,
                pool);
    }

    /** @param driving null where this server runs no jobs */
    static RuntimeOperations desk(Configuration configuration, Store store, Executor lists, @Nullable Driving driving) {
        return new RuntimeOperations(
                store.runtimeQueries(),
                lists,
                driving == null ? null : driving.jobs(),
                configuration
                        .runtimes()
                        .startTimeout()
                        .plus(configuration.runtimes().stopGrace())
                        .plus(configuration.jobs().patience())
                        .plus(GRACE));
    }

    private static JobSettings settings(Configuration configuration) {
        JobsSection jobs = configuration.jobs();
        RuntimesSection runtimes = configuration.runtimes();
        return new JobSettings(
                NodeName.of(configuration),
                runtimes.startTimeout(),
                runtimes.stopGrace(),
                jobs.patience(),
                jobs.takeover(),
                jobs.sweep(),
                runtimes.reapGrace(),
                new RestartPolicy(
                        jobs.restart().limit(),
                        jobs.restart().shortest(),
                        jobs.restart().longest()));
    }

    private static JobStreams streams(Configuration configuration) {
        JobsSection.StreamsSection section = configuration.jobs().streams();
        return new JobStreams(
                section.startJobs(),
                section.stopJobs(),
                section.results(),
                section.health(),
                section.length(),
                section.block(),
                section.count(),
                Streams.group(section.group(), configuration));
    }

    /** What runs goes on. */
    @Override
    public void close() {
        jobs.stop();
        pool.shutdown();
        try {
            if (!pool.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
        driver.close();
    }
}
