package dev.tidings.bench.server;

import dev.tidings.bench.measure.PreconditionMissing;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.store.jdbc.secret.SecretKeyFile;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code ./tidings serve} with production flags and settings, on a free loopback port and its own folder. */
public final class LaunchedServer implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    private final ServerProcess server;
    private final Path dataDir;
    private final long begun;

    private LaunchedServer(ServerProcess server, Path dataDir, long begun) {
        this.server = server;
        this.dataDir = dataDir;
        this.begun = begun;
    }

    /** Lets the launcher build first, so that no measured start includes a build. */
    public static void build(WorkloadEnvironment stage) throws Exception {
        Path launcher = launcher(stage);
        Path log = stage.scratch().resolve("build.log");
        Process version = new ProcessBuilder(launcher.toString(), "version")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (version.waitFor() != 0) {
            throw new PreconditionMissing("`./tidings version` failed:\n" + Files.readString(log));
        }
    }

    /** Starts a server and returns immediately. */
    public static LaunchedServer start(WorkloadEnvironment stage, Path dataDir) throws IOException {
        return start(stage, dataDir, Map.of());
    }

    private static LaunchedServer start(WorkloadEnvironment stage, Path dataDir, Map<String, String> settings)
            throws IOException {
        Map<String, String> environment = new HashMap<>(settings);
        int port = FreePorts.free();
        environment.putIfAbsent("TIDINGS_SERVER_PORT", String.valueOf(port));
        environment.putIfAbsent("TIDINGS_DATA_DIR", dataDir.toString());
        environment.putIfAbsent("TIDINGS_OUTBOUND_ALLOW", "127.0.0.0/8");
        ServerCommand command = ServerCommand.launch(launcher(stage), stage.scratch(), environment);
        long begun = System.nanoTime();
        return new LaunchedServer(
                ServerProcess.start(command, port, stage.scratch().resolve("server.log")), dataDir, begun);
    }

    /** Starts a server in an empty folder and waits until it is ready. */
    public static LaunchedServer startReady(WorkloadEnvironment stage) throws Exception {
        return startReady(stage, Map.of());
    }

    /** The same with settings as environment variables. */
    public static LaunchedServer startReady(WorkloadEnvironment stage, Map<String, String> settings) throws Exception {
        build(stage);
        LaunchedServer server = start(stage, stage.emptyFolder("data"), settings);
        server.awaitReady();
        return server;
    }

    /**
     * Starts a node on a PostgreSQL database and waits until it is ready.
     *
     * @param node its name; nodes of one stage share the key that encrypts secrets
     */
    public static LaunchedServer startReady(WorkloadEnvironment stage, String jdbcUrl, String node) throws Exception {
        return startReady(stage, jdbcUrl, node, Map.of());
    }

    /** The same with further settings as environment variables. */
    public static LaunchedServer startReady(
            WorkloadEnvironment stage, String jdbcUrl, String node, Map<String, String> settings) throws Exception {
        build(stage);
        Path data = stage.emptyFolder("data-" + node);
        SecureRandom random = new SecureRandom();
        SecretKeyFile.loadOrCreate(stage.scratch(), random);
        Files.copy(
                stage.scratch().resolve(SecretKeyFile.NAME),
                data.resolve(SecretKeyFile.NAME),
                StandardCopyOption.COPY_ATTRIBUTES);
        Map<String, String> all = new HashMap<>(settings);
        all.put("TIDINGS_STORE_URL", jdbcUrl);
        all.put("TIDINGS_DISPATCH_NODE", node);
        LaunchedServer server = start(stage, data, all);
        server.awaitReady();
        return server;
    }

    /** Waits for the first 200 of /readyz; returns the time since the start. */
    public Duration awaitReady() throws Exception {
        while (!ReadyProbe.ready(port())) {
            long waited = System.nanoTime() - begun;
            if (!server.alive() || waited > READY_WITHIN.toNanos()) {
                close();
                throw new PreconditionMissing("`./tidings serve` was not ready after "
                        + TimeUnit.NANOSECONDS.toSeconds(waited) + " s; it printed:\n" + server.lastLines());
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    public int port() {
        return server.port();
    }

    /** The operating system process. */
    public ProcessHandle handle() {
        return server.process().toHandle();
    }

    /** The database in the data folder. */
    public Path database() {
        return dataDir.resolve("tidings.db");
    }

    /** Gives a recipient a webhook that Tidings signs. */
    public void putWebhook(String recipient, String address) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/v1/recipients/" + recipient
                                    + "/endpoints/webhook"))
                            .header("Content-Type", "application/json")
                            .PUT(HttpRequest.BodyPublishers.ofString("{\"address\":\"" + address + "\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        "putting an endpoint returned " + answer.statusCode() + ": " + answer.body());
            }
        }
    }

    /** The CPU time used so far. */
    public Duration cpu() {
        return server.process()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new PreconditionMissing("this system does not report the CPU time of processes"));
    }

    /** The memory of the process and its children, in MB. */
    public double residentMegabytes() throws IOException {
        List<ProcessHandle> all = Stream.concat(
                        Stream.of(server.process().toHandle()), server.process().descendants())
                .toList();
        double kilobytes = 0;
        for (ProcessHandle one : all) {
            Path status = Path.of("/proc", String.valueOf(one.pid()), "status");
            if (!Files.isReadable(status)) {
                throw new PreconditionMissing("cannot read the memory usage: " + status + " is missing");
            }
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmRSS:")) {
                    kilobytes += Double.parseDouble(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return kilobytes / 1024;
    }

    private static Path launcher(WorkloadEnvironment stage) {
        Path launcher = stage.project().resolve("tidings");
        if (!Files.isExecutable(launcher)) {
            throw new PreconditionMissing(
                    launcher + " is missing or not executable; run script/bench from the project");
        }
        return launcher;
    }

    @Override
    public void close() {
        server.process().destroy();
        server.process()
                .onExit()
                .orTimeout(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(tooLong -> server.process().destroyForcibly())
                .join();
    }
}
