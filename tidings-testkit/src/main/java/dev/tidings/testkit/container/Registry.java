package dev.tidings.testkit.container;

import dev.tidings.testkit.server.Folders;
import dev.tidings.testkit.server.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An image registry on loopback: Debian's {@code docker-registry}, with its own folder. */
public final class Registry implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/docker-registry");
    private static final long POLL_NANOS = 5_000_000;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private @Nullable Process process;

    private Registry(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    public static Registry start() {
        try {
            Registry registry = new Registry(Folders.create("tidings-registry-"), FreePorts.free());
            registry.open();
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open() throws IOException {
        Path config = Files.writeString(folder.resolve("config.yml"), """
            version: 0.1
            storage: {filesystem: {rootdirectory: "%s/images"}}
            http: {addr: "%s"}
            """.formatted(folder, address()));
        process = new ProcessBuilder(PROGRAM.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!answers()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new IllegalStateException(
                        "the registry does not respond: " + Files.readString(folder.resolve("log")));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The prefix of its image names. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Stops it; pulled images are kept. */
    public void stop() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    @Override
    public void close() {
        stop();
        Folders.remove(folder);
    }
}
