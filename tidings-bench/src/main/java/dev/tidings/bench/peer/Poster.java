package dev.tidings.bench.peer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Posts to the sink with the JDK's HTTP client and keep-alive, as a JVM application would. */
final class Poster implements Peer.Handler {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI target;

    Poster(int port) {
        target = URI.create("http://127.0.0.1:" + port + "/hook");
    }

    @Override
    public void handle(String payload) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(payload))
                .build();
        int status =
                client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IOException("the sink answered " + status);
        }
    }
}
