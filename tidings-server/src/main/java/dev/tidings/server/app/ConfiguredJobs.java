package dev.tidings.server.app;

import dev.tidings.core.job.RuntimeDriver;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.JobListener;
import dev.tidings.core.time.Ticker;
import dev.tidings.http.feature.Features;
import dev.tidings.jobs.Announcer;
import dev.tidings.jobs.JobSettings;
import dev.tidings.jobs.JobStreams;
import dev.tidings.jobs.JobThreads;
import dev.tidings.jobs.Jobs;
import dev.tidings.jobs.RestartPolicy;
import dev.tidings.jobs.RuntimeControl;
import dev.tidings.jobs.Runtimes;
import dev.tidings.jobs.feature.JobsFeature;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.JobsSection;
import dev.tidings.server.config.RuntimesSection;
import dev.tidings.server.telemetry.MicrometerJobListener;
import dev.tidings.streams.redis.StreamPorts;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The jobs that the configuration asks for. */
final class ConfiguredJobs {
    private static final int THREADS = 32;
    private static final int WAITING = 10_000;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private ConfiguredJobs() {}

    /** Opens what drives runtimes, where this server runs jobs; the feature starts with the others. */
    static RuntimeControl addTo(Features features, ServerEnvironment environment, StreamPorts ports) {
        Configuration configuration = environment.configuration();
        Store store = environment.store();
        JobsSection section = configuration.jobs();
        JobListener listener = new MicrometerJobListener(environment.metrics());
        Ticker ticker = environment.clocks().ticker();
        RuntimeDriver driver =
                ConfiguredDrivers.open(section.driver(), configuration, environment.folder(), environment.clocks());
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("tidings-job-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        JobThreads jobThreads =
                new JobThreads(environment.writer(), pool, environment.threads().timer());
        JobSettings settings = settings(configuration);
        JobStreams streams = streams(configuration);
        Runtimes runtimes =
                new Runtimes(store, driver, settings, jobThreads, store.clock(), ticker, environment.ids(), listener);
        Announcer announcer = new Announcer(ports.redis(), streams, store, store, jobThreads);
        String holder = NodeName.derived(NodeName.host(), configuration.data().dir());
        Jobs jobs = new Jobs(
                runtimes,
                announcer,
                store,
                store,
                driver,
                settings,
                streams,
                jobThreads,
                ports,
                section.tenant(),
                holder,
                ticker,
                listener);
        features.add(new JobsFeature(jobs, driver, pool, GRACE));
        return jobs;
    }

    /** How long a request may wait for a start or a stop. */
    static Duration longest(Configuration configuration) {
        return configuration
                .runtimes()
                .startTimeout()
                .plus(configuration.runtimes().stopGrace())
                .plus(configuration.jobs().patience())
                .plus(GRACE);
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
                ConfiguredIntake.group(section.group(), configuration));
    }
}
