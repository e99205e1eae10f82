package dev.tidings.server.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** The options of curl that the documents use, with the JDK's client, so that curl is not required. */
public final class Curl implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();

    /** A response. */
    public record Answer(int status, String body) {
        public boolean ok() {
            return status / 100 == 2;
        }
    }

    public Answer run(List<String> words) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request(words), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    /** For {@code -N}: returns when the stream has started, and appends lines as they arrive. */
    public Thread stream(List<String> words, StringBuffer into) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request(words), BodyHandlers.ofInputStream());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("answered " + response.statusCode() + ": "
                    + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        return Thread.ofVirtual().start(() -> {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(line -> into.append(line).append('\n'));
            } catch (IOException | java.io.UncheckedIOException ended) {
                // The document or the server has ended.
            }
        });
    }

    private static HttpRequest request(List<String> words) {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        String method = null;
        String body = null;
        for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "-s", "-sS", "-N", "-f" -> {}
                case "-X" -> method = rest.next();
                case "-d" -> body = rest.next();
                case "-H" -> {
                    String[] header = rest.next().split(": ", 2);
                    request.header(header[0], header[1]);
                }
                default -> {
                    if (word.startsWith("-")) {
                        throw new IllegalArgumentException("curl " + word + " is not known here");
                    }
                    request.uri(URI.create(word.contains("://") ? word : "http://" + word));
                }
            }
        }
        return request.method(
                        method != null ? method : body == null ? "GET" : "POST",
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
