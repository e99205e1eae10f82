package dev.tidings.testkit.container;

import dev.tidings.testkit.server.Folders;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A container engine for tests: Podman with its own storage, socket and settings, and images that need no registry. */
public final class Podman implements AutoCloseable {
    private static final long POLL_NANOS = 5_000_000;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Path folder;
    private final Map<String, String> env;
    private @Nullable Process service;

    private Podman(Path folder, Map<String, String> env) {
        this.folder = folder;
        this.env = env;
    }

    /**
     * Starts a container engine with the image {@code tidings-test/base:1}: a shell and a web server. For tests
     * annotated with {@link dev.tidings.testkit.extension.NeedsPackages}.
     */
    public static Podman start() {
        try {
            Path folder = Folders.create("tidings-podman-");
            Path containers = Files.writeString(folder.resolve("containers.conf"), """
                [containers]
                default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
                log_driver = "k8s-file"
                [engine]
                runtime = "runc"
                cgroup_manager = "cgroupfs"
                events_logger = "file"
                [network]
                network_config_dir = "%s"
                """.formatted(
                            Files.createDirectory(folder.resolve("networks"))));
            // Test registries are on loopback and have no certificate.
            Path registries = Files.writeString(folder.resolve("registries.conf"), """
                [[registry]]
                location = "127.0.0.1"
                insecure = true
                """);
            Path storage = Files.writeString(folder.resolve("storage.conf"), """
                [storage]
                driver = "%s"
                graphroot = "%s/store"
                runroot = "%s/run"
                """.formatted(driver(), folder, folder));
            Podman podman = new Podman(
                    folder,
                    Map.of(
                            "CONTAINERS_CONF",
                            containers.toString(),
                            "CONTAINERS_STORAGE_CONF",
                            storage.toString(),
                            "CONTAINERS_REGISTRIES_CONF",
                            registries.toString()));
            podman.importBase();
            podman.startService();
            return podman;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Overlay storage does not work on a file system that is an overlay itself. */
    private static String driver() throws IOException {
        boolean overlaid = Files.readAllLines(Path.of("/proc/mounts")).stream()
                .anyMatch(mount -> mount.split(" ", -1)[1].equals("/") && mount.split(" ", -1)[2].equals("overlay"));
        return overlaid ? "vfs" : "overlay";
    }

    private void importBase() throws IOException {
        Path root = folder.resolve("root");
        for (String each : List.of("bin", "www", "tmp")) {
            Files.createDirectories(root.resolve(each));
        }
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        for (String applet : List.of("sh", "httpd", "sleep", "env", "yes", "head", "touch", "cat")) {
            Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
        }
        Files.writeString(root.resolve("www/index.html"), "ok");
        Path tar = folder.resolve("root.tar");
        run(List.of("tar", "-C", root.toString(), "-cf", tar.toString(), "."));
        podman("import", "-q", tar.toString(), "tidings-test/base:1");
    }

    public String host() {
        return "unix://" + socket();
    }

    private Path socket() {
        return folder.resolve("podman.sock");
    }

    public void startService() throws IOException {
        Files.deleteIfExists(socket());
        service = builder(List.of("podman", "system", "service", "--time=0", host()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("service.log").toFile())
                .start();
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!answers()) {
            if (System.nanoTime() > deadline || !service.isAlive()) {
                throw new IllegalStateException(
                        "podman does not respond: " + Files.readString(folder.resolve("service.log")));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean answers() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket()));
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Stops the service and removes its socket; containers keep running. */
    public void stopService() throws IOException {
        if (service != null) {
            service.destroyForcibly().onExit().join();
        }
        Files.deleteIfExists(socket());
    }

    /** Runs a command and returns its output without the line break. */
    public String podman(String... arguments) {
        List<String> command = new ArrayList<>(List.of("podman"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private String run(List<String> command) {
        try {
            Process process = builder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " failed: " + said);
            }
            return said.strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(env);
        return builder;
    }

    /** Unmounts what a service that was stopped at work left mounted. */
    private void unmount() throws IOException {
        List<String> mounts = Files.readAllLines(Path.of("/proc/mounts")).stream()
                .map(mount -> mount.split(" ", -1)[1])
                .filter(at -> at.startsWith(folder + "/"))
                .toList();
        for (String mount : mounts.reversed()) {
            run(List.of("umount", mount));
        }
    }

    /** Removes all containers and the folder, except files that cleanup commands of containers write meanwhile. */
    @Override
    public void close() throws IOException {
        podman("rm", "--all", "--force", "--time", "0");
        stopService();
        podman("rmi", "--all", "--force");
        unmount();
        Folders.remove(folder);
    }
}
