package dev.tidings.jobs.feature;

import dev.tidings.http.feature.Feature;
import dev.tidings.jobs.Jobs;
import dev.tidings.jobs.runtime.RuntimeDriver;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Reads jobs and drives runtimes. Runtimes keep running when it stops. */
public final class JobsFeature implements Feature {
    private final Jobs jobs;
    private final RuntimeDriver driver;
    private final ExecutorService pool;
    private final Duration grace;

    /**
     * @param driver closed when the feature stops
     * @param pool where drivers may block; shut down when the feature stops
     * @param grace how long stopping waits for what drivers are doing
     */
    public JobsFeature(Jobs jobs, RuntimeDriver driver, ExecutorService pool, Duration grace) {
        this.jobs = jobs;
        this.driver = driver;
        this.pool = pool;
        this.grace = grace;
    }

    @Override
    public void start() {
        jobs.start();
    }

    @Override
    public void stop() {
        jobs.stop();
        pool.shutdown();
        try {
            if (!pool.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
        driver.close();
    }
}
