package dev.tidings.cli.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A REST client for a server. Thread-safe. */
public final class ApiClient implements AutoCloseable {
    /** Keeps numbers as written, and refuses data after the value. */
    public static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final URI server;
    private final @Nullable String key;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /** @param key the API key; null for none */
    public ApiClient(URI server, @Nullable String key) {
        this.server = server;
        this.key = key;
    }

    public URI server() {
        return server;
    }

    public JsonNode get(String path, Map<String, String> query) {
        return call("GET", query.isEmpty() ? path : path + "?" + encode(query), null);
    }

    public JsonNode get(String path) {
        return get(path, Map.of());
    }

    /** Reads a streaming response line by line until it ends or the predicate returns false. */
    public void lines(String path, Map<String, String> query, Predicate<String> more) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(open(path, query), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && more.test(line); ) {
                line = lines.readLine();
            }
        } catch (IOException broken) {
            throw new ServerUnreachable(server, broken);
        }
    }

    /** Opens a streaming response. Reading fails if the response ends before it is complete. */
    public InputStream open(String path, Map<String, String> query) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(query.isEmpty() ? path : path + "?" + encode(query)));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() < 300) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            throw refused(response, parse(body.readAllBytes()));
        } catch (IOException broken) {
            throw new ServerUnreachable(server, broken);
        }
    }

    /** @param body null for none */
    public JsonNode post(String path, @Nullable JsonNode body) {
        return call("POST", path, body);
    }

    public JsonNode put(String path, JsonNode body) {
        return call("PUT", path, body);
    }

    /** Sends a merge patch (RFC 7396). */
    public JsonNode patch(String path, JsonNode body) {
        return call("PATCH", path, body);
    }

    public JsonNode delete(String path) {
        return call("DELETE", path, null);
    }

    /** Returns an escaped path segment. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private JsonNode call(String method, String path, @Nullable JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(ANSWER)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes(body)));
        if (body != null) {
            request.header(
                    "Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json");
        }
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
        JsonNode answer = parse(response.body());
        if (response.statusCode() >= 300) {
            throw refused(response, answer);
        }
        return answer;
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body) {
        try {
            return http.send(request.build(), body);
        } catch (IOException failed) {
            throw new ServerUnreachable(server, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ServerUnreachable(server, interrupted);
        }
    }

    private static ApiProblem refused(HttpResponse<?> response, JsonNode answer) {
        return new ApiProblem(
                response.statusCode(),
                answer,
                response.headers().firstValue("Retry-After").orElse(null));
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a body that is not JSON", e);
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (IOException e) {
            return JSON.createObjectNode().put("detail", new String(body, StandardCharsets.UTF_8).strip());
        }
    }

    private static String encode(Map<String, String> query) {
        return query.entrySet().stream()
                .map(entry -> segment(entry.getKey()) + "=" + segment(entry.getValue()))
                .collect(Collectors.joining("&"));
    }
}
