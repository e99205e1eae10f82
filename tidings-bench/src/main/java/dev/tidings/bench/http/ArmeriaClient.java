package dev.tidings.bench.http;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Generates load with Armeria's client over HTTP/1.1 keep-alive. */
public final class ArmeriaClient implements ClosedLoop {
    private static final long SILENCE_SECONDS = 120;

    private final Numbered requests;
    private final int inFlight;
    private final ClientFactory factory = ClientFactory.builder().build();
    private final WebClient client;
    private final RequestHeaders headers;

    public ArmeriaClient(Numbered requests, int inFlight) {
        this.requests = requests;
        this.inFlight = inFlight;
        this.client = WebClient.builder("h1c://127.0.0.1:" + requests.port())
                .factory(factory)
                .build();
        this.headers = RequestHeaders.builder(HttpMethod.POST, requests.path())
                .contentType(MediaType.JSON)
                .build();
    }

    @Override
    public RequestTimings closedLoop(int first, int count) throws Exception {
        Run run = new Run(first, count);
        for (int i = 0; i < Math.min(inFlight, count); i++) {
            run.sendNext();
        }
        if (!run.missing.await(SILENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    run.missing.getCount() + " of " + count + " requests had no answer in " + SILENCE_SECONDS + " s");
        }
        Throwable failure = run.failure.get();
        if (failure != null) {
            throw new IllegalStateException("a request failed", failure);
        }
        return run.answers;
    }

    /** A run in progress. */
    private final class Run {
        private final RequestTimings answers;
        private final int end;
        private final AtomicInteger next;
        private final CountDownLatch missing;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Run(int first, int count) {
            answers = new RequestTimings(first, count);
            end = first + count;
            next = new AtomicInteger(first);
            missing = new CountDownLatch(count);
        }

        void sendNext() {
            int number = next.getAndIncrement();
            if (number >= end) {
                return;
            }
            answers.sent(number, System.nanoTime());
            var _ = client.execute(headers, requests.body(number)).aggregate().handle((answer, problem) -> {
                if (problem != null) {
                    failure.set(problem);
                }
                answers.answered(
                        number,
                        System.nanoTime(),
                        answer == null ? 0 : answer.status().code());
                sendNext();
                missing.countDown();
                return null;
            });
        }
    }

    @Override
    public void close() {
        factory.close();
    }
}
