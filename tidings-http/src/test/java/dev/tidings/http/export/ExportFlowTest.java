package dev.tidings.http.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.store.Page;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** An export is read at the pace of its client. */
@Timeout(60)
class ExportFlowTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int PAGES = 5;

    private final ServiceRequestContext ctx = ServiceRequestContext.of(HttpRequest.of(HttpMethod.GET, "/"));
    private final AtomicInteger pagesRead = new AtomicInteger();
    private final HttpResponseWriter body = HttpResponse.streaming();
    private final Client client = new Client();

    /** Takes what it asks for, as a connection does. */
    private static final class Client implements Subscriber<HttpObject> {
        final List<String> lines = new CopyOnWriteArrayList<>();
        volatile boolean complete;
        volatile @Nullable Throwable failure;
        private volatile @Nullable Subscription subscription;

        @Override
        public void onSubscribe(Subscription to) {
            subscription = to;
        }

        @Override
        public void onNext(HttpObject object) {
            if (object instanceof HttpData data) {
                data.toStringUtf8().lines().forEach(lines::add);
            }
        }

        @Override
        public void onError(Throwable ended) {
            failure = ended;
        }

        @Override
        public void onComplete() {
            complete = true;
        }

        void take() {
            Objects.requireNonNull(subscription).request(1);
        }
    }

    @BeforeEach
    void connect() {
        body.subscribe(client, ctx.eventLoop());
        await().until(() -> client.subscription != null);
        body.write(ResponseHeaders.of(HttpStatus.OK));
        client.take();
    }

    /** Two numbers per page. */
    private CompletableFuture<Page<Integer>> page(@Nullable String cursor) {
        int page = cursor == null ? 0 : Integer.parseInt(cursor);
        pagesRead.incrementAndGet();
        return CompletableFuture.completedFuture(new Page<>(
                IntStream.of(2 * page, 2 * page + 1).boxed().toList(),
                page == PAGES - 1 ? null : Integer.toString(page + 1)));
    }

    private void send(Duration mostTime) {
        JsonLines<Integer> lines = new JsonLines<>(JsonLines.TYPE, (json, number) -> json.number("n", number));
        var _ = ExportPart.ofPages(this::page)
                .thenAccept(part -> new ExportFlow<>(ctx, new RestReceiver<>(ctx, body, lines), mostTime).send(part));
    }

    @Test
    void no_more_than_one_page_is_read_ahead_of_the_client() {
        send(LONG);

        for (int taken = 1; taken <= PAGES; taken++) {
            int lines = 2 * taken;
            client.take();
            await().until(() -> client.lines.size() == lines);
            assertThat(pagesRead).hasValueBetween(taken, taken + 1);
        }

        await().until(() -> client.complete);
        assertThat(client.lines).hasSize(2 * PAGES).first().isEqualTo("{\"n\":0}");
        assertThat(client.lines).last().isEqualTo("{\"n\":9}");
    }

    @Test
    void the_response_to_a_client_that_does_not_read_fails() {
        send(Duration.ofMillis(50));

        await().until(() -> client.failure != null);

        assertThat(pagesRead).hasValueLessThan(PAGES);
    }

    @Test
    void no_page_is_read_for_a_client_that_is_gone() {
        send(LONG);

        Objects.requireNonNull(client.subscription).cancel();
        var _ = body.whenComplete().exceptionally(gone -> null).join();

        assertThat(pagesRead).hasValue(1);
    }
}
