package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.demo.Behavior;
import dev.tidings.cli.demo.ReceivedWebhook;
import dev.tidings.cli.demo.SinkServer;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.testkit.server.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A running server with the command line, and a receiver of webhooks: {@code /bad} is answered with 422, {@code /busy} with
 * Retry-After, all else with 200.
 */
final class CommandServer implements BeforeAllCallback, AfterAllCallback {
    final List<ReceivedWebhook> received = new CopyOnWriteArrayList<>();
    private @Nullable Path folder;
    private @Nullable Application application;
    private @Nullable SinkServer sink;
    private @Nullable Cli cli;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Behavior behavior = webhook -> webhook.path().startsWith("/busy")
                ? Behavior.Answer.status(429).with("Retry-After", "3600")
                : Behavior.Answer.status(webhook.path().startsWith("/bad") ? 422 : 200);
        sink = SinkServer.start(0, behavior, received::add, InstantSource.system());
        folder = Folders.create("commands");
        application = Application.start(Configurations.of(folder));
        cli = new Cli(Map.of(), "--server", uri().toString());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Objects.requireNonNull(application).close();
        Objects.requireNonNull(sink).close();
        Folders.remove(Objects.requireNonNull(folder));
    }

    URI uri() {
        return Objects.requireNonNull(application).uri();
    }

    URI sinkUri() {
        return Objects.requireNonNull(sink).uri();
    }

    Cli.Result run(String... args) {
        return Objects.requireNonNull(cli).run(args);
    }

    /** A webhook endpoint at a path of the receiver. */
    void endpoint(String recipient, String path) {
        assertThat(run("endpoints", "put", recipient, "webhook", sinkUri() + path, "--set", "final_statuses=422")
                        .exit())
                .isZero();
    }

    /** The first id with this prefix in a text. */
    static String id(String text, String prefix) {
        Matcher matcher = Pattern.compile(prefix + "_[0-9A-Z]{26}").matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group();
    }

    /** The newest delivery to a recipient. */
    JsonNode delivery(String recipient) {
        try {
            return ApiClient.JSON
                    .readTree(run("deliveries", "--recipient", recipient, "--json")
                            .out())
                    .path(0);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    void awaitStatus(String recipient, String status) {
        await().until(() -> status.equals(delivery(recipient).path("status").asText()));
    }
}
