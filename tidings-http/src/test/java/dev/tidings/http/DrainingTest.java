package dev.tidings.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.testing.junit5.server.ServerExtension;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The shutdown of a server: draining, refusing, waiting for requests. */
public class DrainingTest {
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final AtomicLong NANOS = new AtomicLong();

    private static volatile Draining draining = new Draining(NANOS::get);
    private static volatile CompletableFuture<com.linecorp.armeria.common.HttpResponse> slow =
            new CompletableFuture<>();
    private static volatile CountDownLatch asked = new CountDownLatch(1);

    @RegisterExtension
    static final ServerExtension SERVER = new ServerExtension() {
        @Override
        protected void configure(ServerBuilder server) {
            server.service("/quick", (ctx, request) -> com.linecorp.armeria.common.HttpResponse.of("answered"));
            server.service("/readyz", (ctx, request) -> com.linecorp.armeria.common.HttpResponse.of("probed"));
            server.service("/slow", (ctx, request) -> {
                asked.countDown();
                return com.linecorp.armeria.common.HttpResponse.of(slow);
            });
            server.decorator((delegate, ctx, request) -> draining.serve(delegate, ctx, request));
        }
    };

    @BeforeEach
    void serve() {
        draining = new Draining(NANOS::get);
        slow = new CompletableFuture<>();
        asked = new CountDownLatch(1);
    }

    /** A response with its connection headers, which Armeria's client hides. */
    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                    HttpRequest.newBuilder(SERVER.httpUri().resolve(path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void while_draining_it_serves_requests_and_closes_connections() throws Exception {
        assertThat(header(get("/quick"), "connection")).isEmpty();
        draining.leave(Duration.ZERO);

        assertThat(draining.leaving()).isTrue();
        HttpResponse<String> answer = get("/quick");
        assertThat(answer.body()).isEqualTo("answered");
        assertThat(header(answer, "connection")).isEqualTo("close");
    }

    @Test
    void after_the_delay_it_refuses_requests_and_says_when_to_retry() throws Exception {
        draining.refuse(FOREVER);

        HttpResponse<String> answer = get("/quick");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "retry-after")).isEqualTo("1");
        assertThat(header(answer, "connection")).isEqualTo("close");
        assertThat(answer.body()).contains("retry on another node");
    }

    @Test
    void requests_in_progress_are_awaited() throws Exception {
        CompletableFuture<AggregatedHttpResponse> asking =
                WebClient.of(SERVER.httpUri()).get("/slow").aggregate();
        asked.await();
        CompletableFuture<Void> refused = CompletableFuture.runAsync(
                () -> draining.refuse(FOREVER), task -> Thread.ofVirtual().start(task));
        assertThat(refused).isNotDone();

        slow.complete(com.linecorp.armeria.common.HttpResponse.of("at last"));

        assertThat(asking.join().contentUtf8()).isEqualTo("at last");
        refused.join();
    }

    @Test
    void there_is_no_drain_delay_if_only_probes_were_served() throws Exception {
        get("/readyz");
        draining.leave(FOREVER);
        assertThat(draining.leaving()).isTrue();
    }

    @Test
    void there_is_no_drain_delay_on_an_idle_server() throws Exception {
        get("/quick");
        draining.refuse(FOREVER);
        NANOS.addAndGet(Duration.ofSeconds(11).toNanos());
        draining.leave(FOREVER);
        assertThat(draining.leaving()).isTrue();
    }
}
