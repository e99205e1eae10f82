package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.docs.Document;
import dev.tidings.server.docs.Snippet;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The server of one document, with the document's configuration. It starts when it is first needed. */
final class DocumentServer implements AutoCloseable {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Document document;
    private final Path folder;
    private @Nullable Application application;
    private @Nullable RedisServer redis;

    DocumentServer(Document document, Path folder) {
        this.document = document;
        this.folder = folder;
    }

    Application started() {
        if (application == null) {
            application = Application.start(new ProcessEnvironment(Map.of()).read(configuration()));
        }
        return application;
    }

    /** The Redis of the document's configuration. */
    RedisServer redis() {
        var _ = started();
        return Objects.requireNonNull(redis, "no redis.url in the document's configuration");
    }

    private String configuration() {
        try {
            ObjectNode all = (ObjectNode) YAML.readTree("""
                server: {port: 0, shutdown_grace: 1s}
                data: {dir: "%s"}
                outbound: {allow: [127.0.0.0/8]}
                channels: {webhook: {retry: {schedule: [0s, 100ms], jitter: 0}}}
                """.formatted(folder));
            for (Snippet snippet : document.snippets()) {
                if (snippet.marked("server")) {
                    merge(all, YAML.readTree(snippet.text()));
                }
            }
            if (all.at("/redis/url").isTextual()) {
                redis = RedisServer.start(ServerOptions.fast());
                ((ObjectNode) all.path("redis")).put("url", redis.url());
            }
            return YAML.writeValueAsString(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void merge(ObjectNode into, JsonNode more) {
        more.properties().forEach(field -> {
            JsonNode present = into.get(field.getKey());
            if (present instanceof ObjectNode object && field.getValue().isObject()) {
                merge(object, field.getValue());
            } else {
                into.set(field.getKey(), field.getValue());
            }
        });
    }

    /**
     * Fails if examples of a document ended skipped, dead or in quarantine.
     *
     * @param keys whether the server requires keys by now
     */
    void assertEverythingArrived(boolean keys) {
        if (application == null) {
            return;
        }
        String admin = null;
        if (keys) {
            admin = new Cli(Map.of("TIDINGS_DATA_DIR", folder.toString()))
                    .run("keys", "create", "--scope", "admin", "--name", "end")
                    .out()
                    .strip();
        }
        try (ApiClient api = new ApiClient(application.uri(), admin)) {
            // There is no mail server here.
            for (String channel : List.of("webhook", "push")) {
                await().atMost(TIMEOUT)
                        .until(() -> of(api, channel, "pending,sending,failed").isEmpty());
                assertThat(of(api, channel, "skipped,dead"))
                        .as("deliveries that did not arrive")
                        .isEmpty();
            }
            assertThat(api.get("/v1/quarantine").path("items")).as("quarantine").isEmpty();
        }
    }

    private static JsonNode of(ApiClient api, String channel, String statuses) {
        return api.get("/v1/deliveries", Map.of("channel", channel, "status", statuses))
                .path("deliveries");
    }

    @Override
    public void close() {
        if (application != null) {
            application.close();
        }
        if (redis != null) {
            redis.close();
        }
    }
}
