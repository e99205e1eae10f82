package dev.tidings.bench.runtime;

import dev.tidings.bench.measure.Goal;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.PreconditionMissing;
import dev.tidings.bench.measure.Rounds;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.jobs.docker.DockerDriver;
import dev.tidings.jobs.docker.DockerSettings;
import dev.tidings.jobs.driver.AllowedImages;
import dev.tidings.jobs.driver.Catalogue;
import dev.tidings.jobs.driver.ReadinessCheck;
import dev.tidings.jobs.driver.ReadinessProbe;
import dev.tidings.jobs.driver.RuntimeSpec;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.StartOrder;
import dev.tidings.testkit.container.Podman;
import dev.tidings.testkit.extension.TestPackages;
import dev.tidings.testkit.server.FreePorts;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures the time from a container start until it responds: the docker driver against {@code podman run} and a loop. */
public final class ContainerStartWorkload implements Workload {
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 9;
    private static final int STARTS = 5;
    private static final double GOAL = 1.2;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 2;
    private static final String IMAGE = "tidings-test/base:1";
    private static final List<String> SERVE = List.of("/bin/sh", "-c", "exec httpd -f -p $PORT -h /www");

    @Override
    public String name() {
        return "streams.containers";
    }

    @Override
    public String summary() {
        return "start of a container until it responds to HTTP: the docker driver, and podman run with the same flags";
    }

    @Override
    public List<Measurement> run(WorkloadEnvironment stage) throws Exception {
        List<String> missing = TestPackages.CONTAINERS.missing();
        if (!missing.isEmpty()) {
            throw new PreconditionMissing("missing: " + String.join(", ", missing) + "; script/packages installs it");
        }
        try (Podman podman = Podman.start();
                RuntimeDriver driver = driver(podman)) {
            ReadinessProbe probe = new ReadinessProbe(System::nanoTime, Duration.ZERO);
            Rounds.Sides sides = Rounds.alternate(
                    stage, WARM_UPS, ROUNDS, "ms", round -> ours(driver, round), round -> theirs(podman, probe));
            return List.of(
                    Measurement.both(name(), "start to ready", "ms", "podman run", sides, new Goal.RatioAtMost(GOAL)));
        }
    }

    private static RuntimeDriver driver(Podman podman) {
        return DockerDriver.open(
                new DockerSettings(
                        podman.host(),
                        "bench",
                        "bench",
                        "127.0.0.1",
                        DockerSettings.Pull.MISSING,
                        "host",
                        AllowedImages.any(false),
                        8080,
                        "",
                        64L * 1024 * 1024,
                        new BigDecimal("1"),
                        50,
                        4,
                        new ReadinessCheck.Http("/"),
                        Duration.ZERO,
                        1024 * 1024,
                        LONG),
                new Catalogue(Map.of(IMAGE, new RuntimeSpec(SERVE, Map.of(), 0, new ReadinessCheck.Http("/")))),
                InstantSource.system(),
                System::nanoTime);
    }

    private static double ours(RuntimeDriver driver, int round) {
        long nanos = 0;
        for (int i = 0; i < STARTS; i++) {
            String game = "g" + round + "." + i;
            long begun = System.nanoTime();
            driver.start(new StartOrder("default", game, IMAGE, LONG));
            nanos += System.nanoTime() - begun;
            driver.stop("default", game, Duration.ZERO);
        }
        return millis(nanos);
    }

    private static double theirs(Podman podman, ReadinessProbe probe) throws IOException, InterruptedException {
        long nanos = 0;
        for (int i = 0; i < STARTS; i++) {
            long begun = System.nanoTime();
            int port = FreePorts.free();
            List<String> command = new ArrayList<>(List.of(
                    "run",
                    "-d",
                    "--network",
                    "host",
                    "--read-only",
                    "--cap-drop",
                    "all",
                    "--security-opt",
                    "no-new-privileges",
                    "--tmpfs",
                    "/tmp:rw,noexec,nosuid,nodev,size=4m",
                    "--memory",
                    "64m",
                    "--memory-swap",
                    "64m",
                    "--cpus",
                    "1",
                    "--pids-limit",
                    "50",
                    "--log-opt",
                    "max-size=1024k",
                    "--env",
                    "PORT=" + port,
                    "--label",
                    "a=b",
                    IMAGE));
            command.addAll(SERVE);
            String id = podman.podman(command.toArray(String[]::new));
            while (!probe.ready(new ReadinessCheck.Http("/"), "127.0.0.1", port)) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            nanos += System.nanoTime() - begun;
            podman.podman("rm", "--force", "--time", "0", id);
        }
        return millis(nanos);
    }

    private static double millis(long nanos) {
        return nanos / (double) STARTS / TimeUnit.MILLISECONDS.toNanos(1);
    }
}
