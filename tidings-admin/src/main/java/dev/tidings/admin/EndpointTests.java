package dev.tidings.admin;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.id.Ids;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.http.RequestOrigin;
import dev.tidings.http.StoreThreads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends test messages and records their results. They are not deliveries and are not retried. */
public final class EndpointTests {
    /** The notification type of a test. */
    public static final String TYPE = "tidings.test";

    private static final Logger LOG = LoggerFactory.getLogger(EndpointTests.class);

    private final EndpointService endpoints;
    private final EndpointStore store;
    private final EndpointRecovery recovery;
    private final StoreThreads threads;
    private final Executor sends;
    private final Ids ids;
    private final InstantSource clock;

    /**
     * The result of a test.
     *
     * @param retrying the number of waiting deliveries that are made due because the test was sent
     */
    public record Result(EndpointTest test, @Nullable Outcome outcome, int retrying) {}

    /**
     * @param sends runs the channels, which may block
     */
    public EndpointTests(
            EndpointService endpoints,
            EndpointStore store,
            EndpointRecovery recovery,
            StoreThreads threads,
            Executor sends,
            Ids ids,
            InstantSource clock) {
        this.endpoints = endpoints;
        this.store = store;
        this.recovery = recovery;
        this.threads = threads;
        this.sends = sends;
        this.ids = ids;
        this.clock = clock;
    }

    public CompletableFuture<Result> test(EndpointRef ref) {
        endpoints.checkChannel(ref);
        return threads.read(() -> endpoints.require(ref)).thenCompose(this::test);
    }

    private CompletableFuture<Result> test(Endpoint endpoint) {
        Channel channel = endpoints.channel(endpoint.key());
        return CompletableFuture.supplyAsync(() -> send(channel, endpoint), RequestOrigin.carriedTo(sends))
                .thenCompose(result -> threads.write(() -> recorded(endpoint, result)))
                .thenCompose(result -> recovered(endpoint.key(), result));
    }

    private Result recorded(Endpoint endpoint, Result result) {
        return RequestOrigin.audited(EndpointAudit.tested(endpoint, result.test()), () -> {
            store.recordTest(endpoint.key(), result.test());
            return result;
        });
    }

    /** Unblocks the endpoint if the test was sent. */
    private CompletableFuture<Result> recovered(EndpointKey key, Result result) {
        if (!(result.outcome() instanceof Outcome.Sent)) {
            return CompletableFuture.completedFuture(result);
        }
        return threads.read(() -> store.find(key))
                .thenCompose(
                        endpoint -> endpoint.map(recovery::begin).orElseGet(() -> CompletableFuture.completedFuture(0)))
                .thenApply(retrying -> new Result(result.test(), result.outcome(), retrying));
    }

    private Result send(Channel channel, Endpoint endpoint) {
        try {
            Outcome outcome = channel.send(message(endpoint, clock.instant()));
            return new Result(test(outcome), outcome, 0);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return failed("stopped", "the server is shutting down");
        } catch (Exception defect) {
            LOG.error("endpoint test failed unexpectedly; channel={}", channel.name(), defect);
            return failed("internal", "channel error; see the server log");
        }
    }

    private Result failed(String code, String message) {
        return new Result(new EndpointTest("retry", code + ": " + message, clock.instant()), null, 0);
    }

    private EndpointTest test(Outcome outcome) {
        Instant now = clock.instant();
        return switch (outcome) {
            case Outcome.Sent sent -> new EndpointTest("sent", null, now);
            case Outcome.Retry retry -> new EndpointTest("retry", retry.code() + ": " + retry.message(), now);
            case Outcome.ProviderFailed failed ->
                new EndpointTest("retry", failed.code() + ": " + failed.message(), now);
            case Outcome.Rejected rejected ->
                new EndpointTest("rejected", rejected.code() + ": " + rejected.message(), now);
            case Outcome.NotTried shortage -> new EndpointTest("retry", "not_tried: " + shortage.reason(), now);
            case Outcome.Skipped skipped -> new EndpointTest("skipped", skipped.reason(), now);
        };
    }

    private Message message(Endpoint endpoint, Instant now) {
        EndpointKey key = endpoint.key();
        Notification notification = new Notification(
                ids.notification(now),
                key.tenant(),
                "tidings",
                "test:" + ids.next(now),
                TYPE,
                new Content("Test", "This is a test message of Tidings. Nothing needs to be done.", null, null),
                Payload.of("{\"test\":true,\"channel\":\"" + key.channel() + "\"}"),
                null,
                null,
                null,
                null,
                now);
        return new Message(ids.delivery(now), 1, notification, key.recipient(), endpoint.address(), endpoint);
    }
}
