package dev.tidings.server.app;

import dev.tidings.core.store.Store;
import dev.tidings.http.feature.Features;
import dev.tidings.jobs.JobEnvironment;
import dev.tidings.jobs.JobNode;
import dev.tidings.jobs.JobSettings;
import dev.tidings.jobs.JobStores;
import dev.tidings.jobs.JobStreams;
import dev.tidings.jobs.JobThreads;
import dev.tidings.jobs.Jobs;
import dev.tidings.jobs.RestartPolicy;
import dev.tidings.jobs.RuntimeControl;
import dev.tidings.jobs.feature.JobsFeature;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.JobsSection;
import dev.tidings.server.config.RuntimesSection;
import dev.tidings.server.telemetry.MicrometerJobListener;
import dev.tidings.streams.redis.StreamPorts;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Creates the jobs feature from the configuration. */
final class ConfiguredJobs {
    private static final int THREADS = 32;
    private static final int WAITING = 10_000;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private ConfiguredJobs() {}

    /** Opens the driver of runtimes if jobs are enabled; the feature starts with the others. */
    static RuntimeControl addTo(Features features, ServerEnvironment environment, StreamPorts ports) {
        Configuration configuration = environment.configuration();
        Store store = environment.store();
        JobsSection section = configuration.jobs();
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
        Jobs jobs = new Jobs(
                new JobStores(
                        environment.runtimes().changes(), environment.runtimes().queries(), store.singletonLeases()),
                driver,
                settings(configuration),
                streams(configuration),
                ports,
                new JobEnvironment(
                        jobThreads, store.clock(), environment.clocks().ticker(), environment.ids()),
                new MicrometerJobListener(environment.metrics()));
        features.add(new JobsFeature(jobs, driver, pool, GRACE));
        return jobs;
    }

    /** The request timeout for starts and stops. */
    static Duration longest(Configuration configuration) {
        return configuration
                .runtimes()
                .startTimeout()
                .plus(configuration.runtimes().stopGrace())
                .plus(configuration.jobs().operationTimeout())
                .plus(GRACE);
    }

    private static JobSettings settings(Configuration configuration) {
        JobsSection jobs = configuration.jobs();
        RuntimesSection runtimes = configuration.runtimes();
        return new JobSettings(
                new JobNode(
                        NodeName.of(configuration),
                        NodeName.derived(NodeName.host(), configuration.data().dir()),
                        jobs.takeover()),
                runtimes.startTimeout(),
                runtimes.stopGrace(),
                jobs.operationTimeout(),
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
                configuration.jobs().tenant(),
                new JobStreams.Read(
                        section.startJobs(),
                        section.stopJobs(),
                        section.block(),
                        section.count(),
                        ConfiguredIntake.group(section.group(), configuration)),
                new JobStreams.Written(section.results(), section.health(), section.length()));
    }
}
