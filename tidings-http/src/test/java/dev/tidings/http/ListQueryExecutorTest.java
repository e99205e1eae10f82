package dev.tidings.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.testing.junit5.server.ServerExtension;
import dev.tidings.core.store.CancelableQueries;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks that a query ends with its request and at its time limit. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ListQueryExecutorTest {
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private static volatile CompletableFuture<String> ended = new CompletableFuture<>();
    private static volatile CountDownLatch begun = new CountDownLatch(1);

    @RegisterExtension
    static final ServerExtension SERVER = new ServerExtension() {
        @Override
        protected void configure(ServerBuilder server) {
            server.requestTimeoutMillis(0);
            server.service(
                    "/patient",
                    (ctx, request) -> list(new ListQueryExecutor(THREADS, THREADS, Duration.ofDays(1), false)));
            server.service(
                    "/bounded",
                    (ctx, request) -> list(new ListQueryExecutor(THREADS, THREADS, Duration.ofMillis(1), false)));
        }
    };

    private static HttpResponse list(ListQueryExecutor listQueries) {
        return HttpResponse.of(CompletableFuture.supplyAsync(ListQueryExecutorTest::query, listQueries)
                .handle((answer, failure) -> {
                    // Cancelled before it started.
                    ended.complete(failure == null ? "" : String.valueOf(failure.getMessage()));
                    return HttpResponse.of("over");
                }));
    }

    /** Runs like a store's query, until it is cancelled. */
    private static String query() {
        CancelableQueries queries = java.util.Objects.requireNonNull(CancelableQueries.current());
        CountDownLatch stopped = new CountDownLatch(1);
        return queries.<String, RuntimeException>stoppable(stopped::countDown, () -> {
            begun.countDown();
            try {
                stopped.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            ended.complete(String.valueOf(queries.canceled()) + (queries.abandoned() ? " (abandoned)" : ""));
            return "";
        });
    }

    @Test
    void a_query_is_cancelled_when_its_client_disconnects() throws Exception {
        ended = new CompletableFuture<>();
        begun = new CountDownLatch(1);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), SERVER.httpPort())) {
            client.getOutputStream()
                    .write("GET /patient HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            begun.await();
        }
        assertThat(ended.join()).contains("the caller has disconnected").endsWith("(abandoned)");
    }

    @Test
    void a_query_is_cancelled_at_its_time_limit() {
        ended = new CompletableFuture<>();
        assertThat(SERVER.blockingWebClient().get("/bounded").contentUtf8()).isEqualTo("over");
        assertThat(ended.join()).contains("longer than 1 ms (store.list_timeout)");
    }
}
