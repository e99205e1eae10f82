package dev.tidings.bench.http;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The load that a producer makes who posts with a common library, over HTTP/1.1 with keep-alive. */
public final class LibraryClient implements ClosedLoop {
    private static final long SILENCE_SECONDS = 120;

    /** Posts a body; completes with the status. */
    @FunctionalInterface
    private interface Post {
        CompletionStage<Integer> send(byte[] body);
    }

    private final Numbered requests;
    private final int inFlight;
    private final Post post;
    private final Runnable closing;

    private LibraryClient(Numbered requests, int inFlight, Post post, Runnable closing) {
        this.requests = requests;
        this.inFlight = inFlight;
        this.post = post;
        this.closing = closing;
    }

    /** Armeria, that is Netty. */
    public static LibraryClient armeria(Numbered requests, int inFlight) {
        ClientFactory factory = ClientFactory.builder().build();
        WebClient client = WebClient.builder("h1c://127.0.0.1:" + requests.port())
                .factory(factory)
                .build();
        RequestHeaders headers = RequestHeaders.builder(HttpMethod.POST, requests.path())
                .contentType(MediaType.JSON)
                .build();
        return new LibraryClient(
                requests,
                inFlight,
                body -> client.execute(headers, body)
                        .aggregate()
                        .thenApply(answer -> answer.status().code()),
                factory::close);
    }

    /** The client that comes with the JDK. */
    public static LibraryClient jdk(Numbered requests, int inFlight) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest.Builder head = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + requests.port() + requests.path()))
                .header("Content-Type", "application/json");
        return new LibraryClient(
                requests,
                inFlight,
                body -> client.sendAsync(
                                head.copy()
                                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .thenApply(HttpResponse::statusCode),
                client::close);
    }

    @Override
    public Answers closedLoop(int first, int count) throws Exception {
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

    /** What is under way. */
    private final class Run {
        private final Answers answers;
        private final int end;
        private final AtomicInteger next;
        private final CountDownLatch missing;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Run(int first, int count) {
            answers = new Answers(first, count);
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
            CompletableFuture<Integer> _ = post.send(requests.body(number))
                    .toCompletableFuture()
                    .whenComplete((status, problem) -> {
                        answers.answered(number, System.nanoTime(), problem == null ? status : 0);
                        if (problem != null) {
                            failure.set(problem);
                        }
                        sendNext();
                        missing.countDown();
                    });
        }
    }

    @Override
    public void close() {
        closing.run();
    }
}
