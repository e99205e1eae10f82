package dev.tidings.jobs.process;

import dev.tidings.core.time.Ticker;
import dev.tidings.jobs.driver.BoundedText;
import dev.tidings.jobs.driver.Catalogue;
import dev.tidings.jobs.driver.ExitNotifier;
import dev.tidings.jobs.driver.GameKey;
import dev.tidings.jobs.driver.ImageRef;
import dev.tidings.jobs.driver.KeyedMutex;
import dev.tidings.jobs.driver.Polling;
import dev.tidings.jobs.driver.PortReservations;
import dev.tidings.jobs.driver.ReadinessProbe;
import dev.tidings.jobs.driver.RuntimeSpec;
import dev.tidings.jobs.driver.RuntimeStart;
import dev.tidings.jobs.driver.StartDeadline;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.DriverStatus;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.StartOrder;
import dev.tidings.jobs.runtime.StartedRuntime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Runs each runtime as a local process. Calls wait for processes, so they need platform threads. */
public final class ProcessDriver implements RuntimeDriver {
    private static final Duration TURN = Duration.ofSeconds(30);

    private final Catalogue catalogue;
    private final ProcessSettings settings;
    private final InstantSource clock;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final KeyedMutex mutex = new KeyedMutex();
    private final ReadinessProbe probe;
    private final ExitNotifier exits = new ExitNotifier();
    private final RuntimeStart<ProcessRecord> starts;
    private final Launcher launcher;
    private final ProcessTermination ending;
    private final ProcessRecords records;
    private final ConcurrentMap<String, Process> begunHere = new ConcurrentHashMap<>();
    private final ProcessWatch watch;

    private ProcessDriver(
            ProcessSettings settings, Catalogue catalogue, InstantSource clock, Ticker ticker, RandomGenerator random) {
        this.catalogue = catalogue;
        this.settings = settings;
        this.clock = clock;
        this.ticker = ticker;
        this.probe = new ReadinessProbe(ticker, settings.readinessKept());
        this.random = random;
        this.starts = new RuntimeStart<>(new PortReservations(settings.host()), ticker, Duration.ZERO, new Steps());
        this.launcher = new Launcher(settings);
        this.ending = new ProcessTermination(ticker);
        this.records = ProcessRecords.open(settings.folder());
        records.all().forEach(this::resume);
        this.watch = new ProcessWatch(records::all, this::noticeEnd, run -> ProcessWatch.trim(log(run)));
    }

    /** Opens the folder, which only one driver may use at a time, and adopts running processes. */
    public static ProcessDriver open(
            ProcessSettings settings, Catalogue catalogue, InstantSource clock, Ticker ticker, RandomGenerator random) {
        return new ProcessDriver(settings, catalogue, clock, ticker, random);
    }

    /** Finds the process of a run whose server died before it recorded the process id. */
    private void resume(ProcessRecord run) {
        if (run.pid() != 0 || run.over()) {
            return;
        }
        List<Long> begun = Processes.having(Launcher.mark(run));
        Optional<Long> leader = begun.stream().filter(Processes::leads).findFirst();
        String identity = leader.map(Processes::identity).orElse("");
        if (leader.isPresent() && !identity.isEmpty()) {
            records.put(run.running(leader.get(), identity));
        } else {
            ending.end(run, Duration.ZERO);
            records.remove(run.game());
        }
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public StartedRuntime start(StartOrder order) {
        GameKey game = new GameKey(order.tenant(), order.gameId());
        ImageRef image = ImageRef.parse(order.imageRef());
        RuntimeSpec spec = catalogue.find(image);
        if (spec == null) {
            throw new DriverFailure(
                    JobCode.IMAGE_NOT_FOUND,
                    "image_ref: '" + image + "'; expected an entry of runtimes.catalogue, which "
                            + (catalogue.specs().isEmpty() ? "is empty" : "does not have it"));
        }
        StartDeadline deadline = new StartDeadline(ticker, order.timeout());
        return mutex.start(game, deadline, () -> starts.start(new RuntimeStart.Request(game, image, spec, deadline)));
    }

    /** Starts processes. */
    private final class Steps implements RuntimeStart.Steps<ProcessRecord> {
        @Override
        public Optional<ProcessRecord> running(GameKey game) {
            Optional<ProcessRecord> run = records.find(game);
            if (run.filter(ProcessRecord::alive).isEmpty()) {
                run.ifPresent(exited -> clear(exited, Duration.ZERO));
                return Optional.empty();
            }
            return run;
        }

        @Override
        public ObservedRuntime observed(ProcessRecord run) {
            return run.observed();
        }

        @Override
        public OptionalInt ownPort(RuntimeSpec spec) {
            return OptionalInt.empty();
        }

        @Override
        public boolean record(RuntimeStart.Request request, int port) {
            RuntimeSpec spec = request.spec();
            launcher.requireProgram(spec);
            records.put(ProcessRecord.launching(
                    request.game(),
                    request.image().text(),
                    HexFormat.of().toHexDigits(random.nextLong())
                            + HexFormat.of().toHexDigits(random.nextLong()),
                    port,
                    spec.readiness().endpoint(settings.host(), port),
                    clock.instant()));
            return true;
        }

        @Override
        public ProcessRecord launch(RuntimeStart.Request request) {
            ProcessRecord recorded = records.find(request.game()).orElseThrow();
            Process process = launcher.launch(recorded, request.spec(), records.folder(request.game()));
            begunHere.put(recorded.token(), process);
            ProcessRecord run = recorded.running(process.pid(), Processes.identity(process.pid()));
            records.put(run);
            return run;
        }

        @Override
        public boolean ready(ProcessRecord run, RuntimeSpec spec) {
            boolean answers = probe.ready(spec.readiness(), settings.host(), run.port());
            if (answers) {
                requireRunning(run);
            }
            return answers;
        }

        @Override
        public void requireRunning(ProcessRecord run) {
            if (!run.alive()) {
                throw RuntimeStart.exited(exitCode(run));
            }
        }

        @Override
        public List<String> lastLines(ProcessRecord run) {
            return ProcessDriver.this.lastLines(run, BoundedText.LINES_IN_MESSAGE);
        }

        @Override
        public void follow(ProcessRecord run) {
            Process process = begunHere.get(run.token());
            if (process != null) {
                Future<?> _ = process.onExit().thenRun(() -> noticeEnd(run));
            }
        }

        @Override
        public void remove(GameKey game) {
            records.find(game).ifPresent(run -> clear(run, Duration.ZERO));
        }
    }

    /** The exit code; known only for processes that this driver started. */
    private @Nullable Integer exitCode(ProcessRecord run) {
        Process process = begunHere.get(run.token());
        if (process == null) {
            return null;
        }
        try {
            // /proc shows the exit slightly before Java receives it.
            return process.waitFor(1, TimeUnit.SECONDS) ? process.exitValue() : null;
        } catch (InterruptedException stopped) {
            throw Polling.interrupted(stopped);
        }
    }

    @Override
    public Optional<ObservedRuntime> stop(String tenant, String gameId, Duration grace) {
        GameKey game = new GameKey(tenant, gameId);
        mutex.cancel(game);
        return mutex.take(game, TURN.plus(grace), () -> {
            Optional<ProcessRecord> there = records.find(game).map(this::fresh);
            there.ifPresent(run -> clear(run, grace));
            return there.map(ProcessRecord::observed);
        });
    }

    private void clear(ProcessRecord run, Duration grace) {
        if (!ending.end(run, grace)) {
            throw new DriverFailure(
                    JobCode.INTERNAL_ERROR,
                    run.containerId() + " of " + run.game() + " did not exit, even after SIGKILL");
        }
        begunHere.remove(run.token());
        records.remove(run.game());
    }

    @Override
    public Optional<ObservedRuntime> inspect(String tenant, String gameId) {
        return records.find(new GameKey(tenant, gameId)).map(this::fresh).map(ProcessRecord::observed);
    }

    @Override
    public List<ObservedRuntime> list() {
        return records.all().stream()
                .map(this::fresh)
                .map(ProcessRecord::observed)
                .toList();
    }

    /** Updates a run whose process may have exited since. */
    private ProcessRecord fresh(ProcessRecord run) {
        if (run.over() || run.pid() == 0 || run.alive()) {
            return run;
        }
        noticeEnd(run);
        return records.find(run.game()).orElse(run);
    }

    private void noticeEnd(ProcessRecord run) {
        Integer code = exitCode(run);
        records.change(run, known -> known.ended(clock.instant(), code))
                .map(ProcessRecord::observed)
                .ifPresent(exits::tell);
    }

    @Override
    public List<String> logs(String tenant, String gameId, int lines) {
        return records.find(new GameKey(tenant, gameId))
                .map(run -> lastLines(run, lines))
                .orElse(List.of());
    }

    private List<String> lastLines(ProcessRecord run, int lines) {
        try {
            return log(run).last(lines);
        } catch (IOException e) {
            throw new DriverFailure(JobCode.INTERNAL_ERROR, "reading the log of " + run.game() + " failed", e);
        }
    }

    private RuntimeLog log(ProcessRecord run) {
        return RuntimeLog.in(records.folder(run.game()), settings.logBytes());
    }

    @Override
    public List<ObservedRuntime> reap(Predicate<ObservedRuntime> known, Duration grace) {
        Instant before = clock.instant().minus(grace);
        List<ObservedRuntime> reaped = new ArrayList<>();
        for (ProcessRecord candidate : records.all()) {
            if (mutex.starting(candidate.game())) {
                continue;
            }
            ObservedRuntime seen = fresh(candidate).observed();
            Instant since = seen.exitedAt() != null ? seen.exitedAt() : Instant.ofEpochMilli(candidate.startedAtMs());
            if (since.isAfter(before) || (seen.running() && known.test(seen))) {
                continue;
            }
            mutex.take(candidate.game(), TURN, () -> {
                // It may have been restarted meanwhile.
                records.find(candidate.game())
                        .filter(now -> now.token().equals(candidate.token()))
                        .ifPresent(now -> {
                            clear(now, Duration.ZERO);
                            reaped.add(seen);
                        });
                return reaped;
            });
        }
        return reaped;
    }

    @Override
    public void onExit(Consumer<ObservedRuntime> listener) {
        exits.add(listener);
    }

    @Override
    public DriverStatus status() {
        return new DriverStatus(true, "local processes; " + catalogue.specs().size() + " images in the catalogue");
    }

    @Override
    public void close() {
        watch.close();
    }
}
