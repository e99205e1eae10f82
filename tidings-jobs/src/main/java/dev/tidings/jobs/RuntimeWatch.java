package dev.tidings.jobs;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.RuntimeQueryStore;
import dev.tidings.jobs.runtime.RuntimeStatus;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Monitors runtimes while this node holds the lease: records exits, restarts according to the policy, resumes
 * operations that a crash interrupted, and removes orphaned containers. The driver reports exits; a periodic sweep
 * finds the exits that were not reported.
 */
final class RuntimeWatch {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeWatch.class);
    private static final int LIVE = 10_000;

    private final Runtimes runtimes;
    private final RuntimeQueryStore query;
    private final RuntimeDriver driver;
    private final ResultPublisher publisher;
    private final JobSettings settings;
    private final JobThreads threads;
    private final JobListener listener;
    private final Set<String> planned = ConcurrentHashMap.newKeySet();

    private volatile boolean watching;
    private volatile @Nullable String outage;
    private @Nullable ScheduledFuture<?> sweeps;

    private record Game(String tenant, String id) {}

    RuntimeWatch(
            Runtimes runtimes,
            RuntimeQueryStore query,
            RuntimeDriver driver,
            ResultPublisher publisher,
            JobSettings settings,
            JobThreads threads,
            JobListener listener) {
        this.runtimes = runtimes;
        this.query = query;
        this.driver = driver;
        this.publisher = publisher;
        this.settings = settings;
        this.threads = threads;
        this.listener = listener;
        driver.onExit(seen -> later(Duration.ZERO, () -> exitReported(seen)));
    }

    synchronized void start() {
        watching = true;
        later(Duration.ZERO, this::recover);
        long every = settings.sweep().toMillis();
        sweeps = threads.timer()
                .scheduleWithFixedDelay(() -> onDriver(this::sweep), every, every, TimeUnit.MILLISECONDS);
    }

    synchronized void stop() {
        watching = false;
        if (sweeps != null) {
            sweeps.cancel(false);
            sweeps = null;
        }
    }

    /** Resumes operations that a crash interrupted, then sweeps. */
    private void recover() {
        for (GameRuntime held : threads.stored(() -> query.liveRuntimes(LIVE))) {
            String id = held.operation();
            if (id != null) {
                threads.stored(() -> query.operation(held.tenant(), id))
                        .filter(open -> open.end() == null && !Requester.repeats(open.source()))
                        .ifPresent(open -> later(Duration.ZERO, () -> goOn(open, held)));
            }
        }
        sweep();
    }

    private void goOn(Operation open, GameRuntime held) {
        runtimes.resume(open, held);
        sweep();
    }

    private void sweep() {
        // Records are read first: a runtime that the driver does not list afterwards has exited, and was
        // not started in between.
        List<GameRuntime> live = threads.stored(() -> query.liveRuntimes(LIVE));
        Map<Game, ObservedRuntime> seen = new HashMap<>();
        for (ObservedRuntime one : driver.list()) {
            seen.put(new Game(one.tenant(), one.gameId()), one);
        }
        if (outage != null) {
            LOG.info("driver available again; driver={}", driver.name());
            outage = null;
        }
        listener.running((int) live.stream()
                .filter(runtime -> runtime.status() == RuntimeStatus.RUNNING)
                .count());
        for (GameRuntime runtime : live) {
            if (runtime.operation() == null && runtime.driver().equals(driver.name())) {
                compare(runtime, seen.get(new Game(runtime.tenant(), runtime.gameId())));
            }
        }
        publisher.catchUp();
        if (live.size() < LIVE) {
            reap(live);
        }
    }

    private void compare(GameRuntime runtime, @Nullable ObservedRuntime seen) {
        if (runtime.status() == RuntimeStatus.STARTING) {
            plan(runtime);
        } else if (runtime.status() == RuntimeStatus.RUNNING) {
            ObservedRuntime its = seen != null && seen.containerId().equals(runtime.containerId()) ? seen : null;
            if (its == null || !its.running()) {
                exited(runtime, its);
            }
        }
    }

    private void exitReported(ObservedRuntime seen) {
        threads.stored(() -> query.runtime(seen.tenant(), seen.gameId()))
                .filter(runtime -> runtime.containerId().equals(seen.containerId())
                        && runtime.status() == RuntimeStatus.RUNNING
                        && runtime.operation() == null)
                .ifPresent(runtime -> exited(runtime, seen));
    }

    private void exited(GameRuntime runtime, @Nullable ObservedRuntime seen) {
        Operation exit = runtimes.exited(
                Requester.watcher(runtime.tenant(), "exit of " + runtime.containerId()),
                runtime,
                seen == null ? null : seen.exitCode(),
                seen == null ? null : seen.exitedAt());
        if (exit != null) {
            LOG.warn("runtime exited; game_id={} container_id={}", runtime.gameId(), runtime.containerId());
            follow(exit);
        }
    }

    /** Publishes the result of an exit or restart, and plans what follows. */
    private void follow(Operation ended) {
        boolean untried = ended.end() != null && ended.end().code() == JobCode.DRIVER_UNAVAILABLE;
        threads.stored(() -> query.runtime(ended.tenant(), ended.gameId()))
                .filter(runtime -> runtime.status() == RuntimeStatus.STARTING && runtime.operation() == null)
                // While the driver is unavailable, the sweeps set the pace.
                .filter(runtime -> !untried)
                .ifPresent(this::plan);
        Runtimes.awaited(publisher.announce(ended));
    }

    private void plan(GameRuntime gone) {
        String ref = gone.tenant() + " " + RestartHandler.ref(gone, gone.restarts() + 1);
        if (planned.add(ref)) {
            later(settings.restart().pause(gone.restarts()), () -> {
                planned.remove(ref);
                if (!driver.status().available()) {
                    // A later sweep plans it again.
                    return;
                }
                Operation restart = runtimes.restart(gone);
                if (restart != null) {
                    follow(restart);
                }
            });
        }
    }

    private void reap(List<GameRuntime> live) {
        Set<Game> known = ConcurrentHashMap.newKeySet();
        live.forEach(runtime -> known.add(new Game(runtime.tenant(), runtime.gameId())));
        for (ObservedRuntime gone :
                driver.reap(one -> known.contains(new Game(one.tenant(), one.gameId())), settings.reapGrace())) {
            LOG.info("orphaned container removed; game_id={} container_id={}", gone.gameId(), gone.containerId());
        }
    }

    private void later(Duration delay, Runnable work) {
        try {
            var _ = threads.timer().schedule(() -> onDriver(work), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("runtime monitoring stopped with the server");
        }
    }

    private void onDriver(Runnable work) {
        try {
            threads.drivers().execute(() -> guarded(work));
        } catch (RejectedExecutionException stopping) {
            LOG.debug("runtime monitoring stopped with the server");
        }
    }

    /** Runs work and logs its failure; the next sweep repeats what failed. */
    private void guarded(Runnable work) {
        if (!watching) {
            return;
        }
        try {
            work.run();
        } catch (DriverFailure away) {
            if (!String.valueOf(away.getMessage()).equals(outage)) {
                outage = String.valueOf(away.getMessage());
                LOG.warn("driver unavailable; retrying; driver={} cause={}", driver.name(), outage);
            }
        } catch (StoreUnavailable | RedisException | RejectedExecutionException away) {
            LOG.debug("runtime monitoring waits", away);
        } catch (RuntimeException defect) {
            LOG.error("runtime monitoring failed unexpectedly", defect);
        }
    }
}
