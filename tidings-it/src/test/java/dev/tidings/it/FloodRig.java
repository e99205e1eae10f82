package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.app.Main;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with 256 MiB of heap, for floods of its port: each is ended or limited, while a plain client is served and
 * the process stays within its memory limit.
 */
abstract class FloodRig {
    @TempDir
    static Path folder;

    @RegisterExtension
    final FailureEvidence evidence = new FailureEvidence().tail("server", () -> folder.resolve("server.log"));

    /** The peak of the whole process. */
    private static final long MOST_RESIDENT_KIB = 640 * 1024;

    /** The limit of the server's flags. */
    static final long MOST_HEAP = 256L * 1024 * 1024;

    private static final int REQUESTS = 100;

    /** Between the requests of the plain client, which is not the load. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    static final Duration FLOODED = Duration.ofSeconds(1);
    static final int MOST_CONNECTIONS = 20;
    static final int AT_ONCE = 1_000;

    /** A limit of liveness, on any machine: a harmful attack ends all service. */
    private static final Duration ANSWERED = Duration.ofSeconds(30);

    private static final AtomicInteger KEYS = new AtomicInteger();
    private static final HttpClient PLAIN =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    static int port;
    private static @Nullable ServerProcess server;

    interface Attack {
        void run() throws Exception;
    }

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        port = FreePorts.free();
        Path config = Files.writeString(
                folder.resolve("tidings.yaml"),
                "server: {port: " + port + "}\n" + """
                    data: {dir: "%s"}
                    limits: {head_time: 1s, body_grace: 1s, answer_time: 2s}
                    log: {deliveries: problems}
                    """.formatted(folder.resolve("data")));
        ServerProcess started =
                ServerProcess.start(ServerCommand.serve(Main.class, config), port, folder.resolve("server.log"));
        server = started;
        started.awaitReady();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (server != null) {
            server.kill();
        }
    }

    /** Checks that every request of a plain client is answered during the attack. */
    static void served(Attack attack) throws Exception {
        submitDuring(attack);
        assertThat(Files.readAllLines(folder.resolve("server.log")))
                .as("stack traces")
                .noneMatch(line -> line.startsWith("\tat "));
        assertThat(residentKib()).as("KiB of memory at the peak").isLessThan(MOST_RESIDENT_KIB);
    }

    private static void submitDuring(Attack attack) throws Exception {
        FutureTask<Void> attacking = new FutureTask<>(() -> {
            attack.run();
            return null;
        });
        Thread.ofPlatform().start(attacking);
        for (int sent = 0; !endedAfter(PAUSE, attacking) || sent < REQUESTS; sent++) {
            assertThat(submit("plain", "{}")).isEqualTo(202);
        }
    }

    private static boolean endedAfter(Duration pause, FutureTask<Void> attacking) throws Exception {
        try {
            attacking.get(pause.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException going) {
            return false;
        }
    }

    static int submit(String recipient, String payload) throws IOException, InterruptedException {
        String intent = """
            {"type": "flood", "producer": "plain", "idempotency_key": "k%d", "channels": ["push"],
             "audience": {"recipients": ["%s"]}, "payload": %s}
            """.formatted(KEYS.incrementAndGet(), recipient, payload);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/intents"))
                .header("Content-Type", "application/json")
                .timeout(ANSWERED)
                .POST(BodyPublishers.ofString(intent))
                .build();
        return PLAIN.send(request, BodyHandlers.ofString()).statusCode();
    }

    /** The open subscriptions to events. */
    static int subscribers() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .timeout(ANSWERED)
                .build();
        return PLAIN.send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("tidings_push_permits_used "))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private static long residentKib() throws IOException {
        long pid = java.util.Objects.requireNonNull(server).pid();
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError("no VmHWM of " + pid);
    }

    static Socket said(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    static final class Closing implements AutoCloseable {
        private final List<Closeable> all = new ArrayList<>();

        <C extends Closeable> C add(C one) {
            all.add(one);
            return one;
        }

        @Override
        public void close() throws IOException {
            for (Closeable one : all) {
                one.close();
            }
        }
    }
}
