package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import dev.tidings.cli.demo.Behavior;
import dev.tidings.cli.demo.SinkServer;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.Audience;
import dev.tidings.v1.Intent;
import dev.tidings.v1.IntentServiceGrpc.IntentServiceBlockingStub;
import dev.tidings.v1.SubmitRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** An outage of the store under a running server. */
@NeedsServers
class OutageTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Breakable connection = new Breakable();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);
    private Application server;
    private SinkServer sink;
    private BlockingWebClient client;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        sink = SinkServer.start(
                0,
                received -> {
                    requests.incrementAndGet();
                    arrived.countDown();
                    awaitLatch(answer);
                    return Behavior.Answer.status(200);
                },
                received -> {},
                InstantSource.system());
        server = Application.start(Configurations.of(folder), connection::around);
        log.start();
        logger().addAppender(log);
        client = WebClient.of(server.uri()).blocking();
        send(HttpMethod.PUT, "/v1/recipients/user:1/endpoints/webhook", "{\"address\":\"" + sink.uri() + "/\"}");
    }

    @AfterEach
    void stop() {
        answer.countDown();
        connection.mend();
        logger().detachAppender(log);
        server.close();
        sink.close();
    }

    @Test
    void deliveries_sent_during_an_outage_are_stored_afterwards_and_not_sent_again() throws InterruptedException {
        assertThat(submit("k1").status().code()).isEqualTo(202);
        arrived.await();
        connection.cut();
        answer.countDown();
        await().atMost(TIMEOUT).until(() -> submit("k2").status().code() == 503);

        connection.mend();

        await().atMost(TIMEOUT).until(() -> submit("k2").status().code() == 202);
        await().atMost(TIMEOUT)
                .until(() -> send(HttpMethod.GET, "/v1/deliveries?status=sent", "")
                                .contentUtf8()
                                .split("\"status\":\"sent\"", -1)
                                .length
                        == 3);
        assertThat(requests).hasValue(2);
    }

    @Test
    void during_an_outage_intake_and_queries_are_refused_immediately_and_readiness_gives_the_reason() {
        lose();
        int probed = connection.refused.get();
        AggregatedHttpResponse refused = submit("k");
        assertThat(refused.status().code()).isEqualTo(503);
        assertThat(refused.headers().get("retry-after")).isEqualTo("1");
        assertThat(refused.contentUtf8())
                .contains("\"code\":\"unavailable\"")
                .contains("connection refused: cut by the test")
                .contains("since ");
        assertThat(send(HttpMethod.GET, "/v1/deliveries", "").status().code()).isEqualTo(503);
        assertThat(send(HttpMethod.POST, "/v1/deliveries/dlv_00000000000000000000000000:replay", "")
                        .status()
                        .code())
                .isEqualTo(503);

        StatusRuntimeException overGrpc = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> GrpcClients.newClient("gproto+" + server.uri(), IntentServiceBlockingStub.class)
                        .submit(SubmitRequest.newBuilder()
                                .setIntent(Intent.newBuilder()
                                        .setType("t")
                                        .setProducer("p")
                                        .setIdempotencyKey("k")
                                        .setAudience(Audience.newBuilder()
                                                .setRecipients(Audience.Recipients.newBuilder()
                                                        .addIds("user:1"))))
                                .build()));
        assertThat(overGrpc.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);

        AggregatedHttpResponse ready = send(HttpMethod.GET, "/readyz", "");
        assertThat(ready.status().code()).isEqualTo(503);
        assertThat(ready.contentUtf8()).contains("connection refused: cut by the test");
        assertThat(send(HttpMethod.GET, "/healthz", "").status().code()).isEqualTo(200);
        assertThat(metrics()).contains("tidings_store_available 0.0").contains("tidings_store_outages_total 1.0");
        // Only probes reached the store meanwhile.
        await().atMost(TIMEOUT).until(() -> connection.refused.get() > probed);

        connection.mend();
        await().atMost(TIMEOUT)
                .until(() -> send(HttpMethod.GET, "/readyz", "").status().code() == 200);
        assertThat(metrics())
                .contains("tidings_store_available 1.0")
                .contains("tidings_store_outages_total 1.0")
                .contains("tidings_store_outage_duration_seconds_count 1");
    }

    @Test
    void an_outage_logs_one_line_at_start_and_end() {
        lose();
        int before = connection.refused.get();
        await().atMost(TIMEOUT).until(() -> connection.refused.get() > before + 5);
        connection.mend();
        await().atMost(TIMEOUT)
                .until(() -> send(HttpMethod.GET, "/readyz", "").status().code() == 200);

        List<ILoggingEvent> lines = List.copyOf(log.list).stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .toList();
        assertThat(lines).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        assertThat(lines.get(0).getFormattedMessage())
                .contains("store unavailable", "cause=connection refused: cut by the test")
                .contains("intents are refused");
        assertThat(lines.get(1).getFormattedMessage()).contains("available again after");
    }

    @Test
    void a_stop_during_an_outage_ends() {
        lose();
        server.close();
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).contains("Tidings has stopped");
    }

    private void lose() {
        connection.cut();
        await().atMost(TIMEOUT).until(() -> metrics().contains("tidings_store_available 0.0"));
    }

    private String metrics() {
        return send(HttpMethod.GET, "/metrics", "").contentUtf8();
    }

    private AggregatedHttpResponse submit(String key) {
        return send(HttpMethod.POST, "/v1/intents", """
            {"type": "build.failed", "producer": "ci", "idempotency_key": "%s",
             "audience": {"recipients": ["user:1"]}, "payload": {}}\
            """.formatted(key));
    }

    private AggregatedHttpResponse send(HttpMethod method, String path, String body) {
        return client.execute(
                body.isEmpty() ? HttpRequest.of(method, path) : HttpRequest.of(method, path, MediaType.JSON, body));
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.tidings");
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
