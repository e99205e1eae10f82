package dev.tidings.server.job.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks an engine once whether it is ready. */
public final class Probe implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** A proxy in front of a container takes a connection before the engine does, and drops it at once. */
    private static final Duration KEPT = Duration.ofMillis(50);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(LONGEST)
            .build();

    public boolean ready(Readiness readiness, String host, int port) throws InterruptedException {
        return switch (readiness) {
            case Readiness.Tcp _ -> takes(host, port);
            case Readiness.Http http -> answers(URI.create(http.endpoint(host, port) + http.path()));
        };
    }

    private static boolean takes(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) LONGEST.toMillis());
            socket.setSoTimeout((int) KEPT.toMillis());
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException silent) {
            // Silence is not the end of a connection; that nothing took it within the time would be.
            return silent.getMessage() != null && silent.getMessage().startsWith("Read");
        } catch (IOException refused) {
            return false;
        }
    }

    private boolean answers(URI uri) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(LONGEST).GET().build();
        Future<Integer> status =
                http.sendAsync(request, BodyHandlers.discarding()).thenApply(answer -> answer.statusCode());
        try {
            return status.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS) / 100 == 2;
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } finally {
            status.cancel(true);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
