package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Responses when the store is overloaded or unavailable. */
@NeedsServers
class BusyTest {
    private static final int QUEUE = 1;

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer(QUEUE, Duration.ofSeconds(10));

    @Test
    void a_full_queue_is_refused_with_retry_after() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        SERVER.writer.execute(() -> await(busy));
        try {
            CompletableFuture<Answer> waiting =
                    CompletableFuture.supplyAsync(() -> SERVER.post("/v1/intents", IntentRestTest.intent("a", "")));
            Awaitility.await().until(() -> SERVER.acceptWaiting() == QUEUE);

            Answer refused = SERVER.post("/v1/intents", IntentRestTest.intent("b", ""));
            Answer batch = SERVER.post("/v1/intents:batch", "{\"intents\":[" + IntentRestTest.intent("b", "") + "]}");

            assertThat(refused.status()).as("%s", refused).isEqualTo(429);
            assertThat(refused.text("code")).isEqualTo("resource_exhausted");
            assertThat(refused.http().headers().get("retry-after")).isEqualTo("1");
            assertThat(batch.json().at("/results/0/status").intValue()).isEqualTo(429);
            busy.countDown();
            assertThat(waiting.get().status()).isEqualTo(202);
        } finally {
            busy.countDown();
        }
    }

    @Test
    void an_unavailable_store_shows_no_internals() {
        EdgeServer broken = new EdgeServer(QUEUE, Duration.ofSeconds(10));
        broken.beforeAll(null);
        try {
            broken.store.close();

            Answer refused = broken.post("/v1/intents", IntentRestTest.intent("a", ""));
            Answer read = broken.get("/v1/deliveries");
            Answer ready = broken.get("/readyz");

            assertThat(refused.status()).as("%s", refused).isEqualTo(503);
            assertThat(refused.text("code")).isEqualTo("unavailable");
            assertThat(refused.http().headers().get("retry-after")).isEqualTo("1");
            assertThat(read.status()).as("%s", read).isEqualTo(503);
            assertThat(ready.status()).as("%s", ready).isEqualTo(503);
            assertThat(refused.http().contentUtf8() + read.http().contentUtf8())
                    .doesNotContain("Exception")
                    .doesNotContain("dev.tidings");
        } finally {
            broken.afterAll(null);
        }
    }

    @Test
    void a_slow_request_is_a_timeout_that_may_be_retried() {
        EdgeServer slow = new EdgeServer(QUEUE, Duration.ofMillis(100));
        CountDownLatch busy = new CountDownLatch(1);
        slow.beforeAll(null);
        try {
            slow.writer.execute(() -> await(busy));

            Answer late = slow.post("/v1/intents", IntentRestTest.intent("a", ""));
            busy.countDown();

            assertThat(late.status()).as("%s", late).isEqualTo(503);
            assertThat(late.text("code")).isEqualTo("timeout");
            assertThat(late.contentType()).isEqualTo("application/problem+json");
        } finally {
            busy.countDown();
            slow.afterAll(null);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
