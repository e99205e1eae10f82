package dev.tidings.jobs.process;

import dev.tidings.core.time.Ticker;
import dev.tidings.jobs.driver.Polling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ends a runtime and all processes that it started, and no others. */
final class ProcessTermination {
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(5);

    private final Ticker ticker;

    ProcessTermination(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Sends SIGTERM, waits for the grace period, and kills the rest. Returns false if a process survives that. */
    boolean end(ProcessRecord run, Duration grace) {
        List<ProcessHandle> children = children(run);
        if (!grace.isZero()) {
            signal(run, Signals.TERM);
            Polling.until(() -> !run.alive() && rest(run, children).isEmpty(), grace, ticker);
        }
        return Polling.until(
                () -> {
                    signal(run, Signals.KILL);
                    rest(run, children).forEach(pid -> Signals.send(pid, Signals.KILL));
                    return !run.alive() && rest(run, children).isEmpty();
                },
                KILLED_WITHIN,
                ticker);
    }

    private static void signal(ProcessRecord run, int signal) {
        if (!run.alive()) {
            return;
        }
        if (Processes.leads(run.pid())) {
            Signals.sendGroup(run.pid(), signal);
        } else {
            Signals.send(run.pid(), signal);
        }
    }

    /** The processes that remain after their leader exited or that left its session; all have the start's token. */
    private static List<Long> rest(ProcessRecord run, List<ProcessHandle> children) {
        List<Long> rest = new ArrayList<>(Processes.having(Launcher.mark(run)));
        rest.removeIf(pid -> Processes.identity(pid).isEmpty());
        if (rest.isEmpty()) {
            children.stream().filter(ProcessHandle::isAlive).forEach(child -> rest.add(child.pid()));
        }
        return rest;
    }

    /** For systems that do not show the environment of other processes. */
    private static List<ProcessHandle> children(ProcessRecord run) {
        if (!run.alive() || Processes.leads(run.pid())) {
            return List.of();
        }
        return ProcessHandle.of(run.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
    }
}
