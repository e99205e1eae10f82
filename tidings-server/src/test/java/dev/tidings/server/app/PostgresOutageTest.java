package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import dev.tidings.cli.demo.Behavior;
import dev.tidings.cli.demo.SinkServer;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.DatabaseServer;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The database is stopped and restarted under a running server. */
@NeedsServers
class PostgresOutageTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final AtomicInteger sent = new AtomicInteger();

    @TempDir
    Path folder;

    @Test
    void intake_is_refused_with_one_log_line_and_resumes() throws Exception {
        try (DatabaseServer database = PostgresServer.start(ServerOptions.durable());
                SinkServer sink = SinkServer.start(
                        0,
                        received -> Behavior.Answer.status(200),
                        received -> sent.incrementAndGet(),
                        InstantSource.system());
                Application server = Application.start(
                        Configurations.of(folder, "store: {url: \"%s\"}%n".formatted(database.createDatabase())))) {
            BlockingWebClient client = WebClient.of(server.uri()).blocking();
            client.execute(HttpRequest.of(
                    HttpMethod.PUT,
                    "/v1/recipients/user:1/endpoints/webhook",
                    MediaType.JSON,
                    "{\"address\":\"" + sink.uri() + "/\"}"));
            assertThat(submit(client, "before").status().code()).isEqualTo(202);
            await().atMost(TIMEOUT).until(() -> sent.get() == 1);
            log.start();
            root().addAppender(log);

            database.stop();
            await().atMost(TIMEOUT)
                    .until(() -> submit(client, "during").status().code() == 503);
            AggregatedHttpResponse refused = submit(client, "during");
            assertThat(refused.headers().get("retry-after")).isEqualTo("1");
            assertThat(refused.contentUtf8())
                    .contains("\"code\":\"unavailable\"")
                    .contains("since ");
            assertThat(client.get("/readyz").status().code()).isEqualTo(503);
            assertThat(client.get("/healthz").status().code()).isEqualTo(200);

            database.start();
            await().atMost(TIMEOUT)
                    .until(() -> submit(client, "during").status().code() == 202);
            await().atMost(TIMEOUT).until(() -> sent.get() == 2);
            List<ILoggingEvent> lines = List.copyOf(log.list).stream()
                    .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                    .filter(line -> !line.getFormattedMessage().equals("delivery sent"))
                    .toList();
            assertThat(lines).as("%s", lines).hasSize(2);
            assertThat(lines.getFirst().getLevel()).isEqualTo(Level.WARN);
            assertThat(lines.getFirst().getFormattedMessage()).contains("store unavailable");
            assertThat(lines.getLast().getFormattedMessage()).contains("available again after");
        } finally {
            root().detachAppender(log);
        }
    }

    private static AggregatedHttpResponse submit(BlockingWebClient client, String key) {
        return client.execute(HttpRequest.of(HttpMethod.POST, "/v1/intents", MediaType.JSON, """
            {"type": "build.failed", "producer": "ci", "idempotency_key": "%s",
             "audience": {"recipients": ["user:1"]}, "payload": {}}\
            """.formatted(key)));
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }
}
