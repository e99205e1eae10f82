package dev.tidings.server.job.engine;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

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
        try {
            // Sent from this thread and read no further than its status, so that nothing can hold it up past the bound.
            HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
            try (InputStream unread = answer.body()) {
                return unread != null && answer.statusCode() / 100 == 2;
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
