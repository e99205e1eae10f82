package dev.tidings.client.push;

import dev.tidings.client.Backoff;
import dev.tidings.client.Connection;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a subscription to pushed events open. When the server, the network or the handler ends it, the client waits and
 * subscribes again with the cursor of the last handled message. Only {@link #cancel} ends it for good.
 *
 * {@snippet class="Samples" region="push"}
 */
public final class PushClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PushClient.class);

    private final Connection connection;
    private final PushOptions options;
    private final PushHandler handler;
    private final PushListener listener;
    private final LongSupplier nanos;
    private final Context.CancellableContext context = Context.ROOT.withCancellation();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable String cursor;
    private volatile @Nullable Thread runner;

    public PushClient(Connection connection, PushOptions options, PushHandler handler) {
        this(connection, options, handler, PushListener.NONE);
    }

    public PushClient(Connection connection, PushOptions options, PushHandler handler, PushListener listener) {
        this(connection, options, handler, listener, System::nanoTime);
    }

    /** @param nanos a monotonic clock */
    PushClient(
            Connection connection,
            PushOptions options,
            PushHandler handler,
            PushListener listener,
            LongSupplier nanos) {
        this.connection = connection;
        this.options = options;
        this.handler = handler;
        this.listener = listener;
        this.nanos = nanos;
        this.cursor = options.cursor();
    }

    /**
     * Returns the cursor of the last handled message, or the configured one; empty before the server's first message.
     */
    public Optional<String> cursor() {
        return Optional.ofNullable(cursor);
    }

    /** Calls {@link #run} on a daemon thread. */
    public PushClient start() {
        Thread thread = new Thread(this::run, "tidings-push-" + options.clientId());
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /**
     * Subscribes until it is cancelled or interrupted.
     *
     * @throws IllegalStateException when it has run before
     */
    public void run() {
        if (!begun.compareAndSet(false, true)) {
            throw new IllegalStateException("this client has already run; expected a new one for each run");
        }
        runner = Thread.currentThread();
        ManagedChannel channel = connection.open();
        Context before = context.attach();
        try {
            subscribeForGood(new Subscription(channel, options, handler, listener));
        } finally {
            context.detach(before);
            channel.shutdownNow();
            ended.countDown();
        }
    }

    private void subscribeForGood(Subscription subscription) {
        Backoff backoff = options.backoff();
        int failures = 0;
        @Nullable Duration interval = null;
        while (!over()) {
            long begin = nanos.getAsLong();
            SubscriptionEnd ending = subscription.run(cursor, handled -> cursor = handled);
            if (over()) {
                return;
            }
            // A quiet tenant has no events, so a long-lived subscription also resets the backoff.
            boolean longLived = nanos.getAsLong() - begin > backoff.cap().toNanos();
            failures = ending.eventsFlowed() || longLived ? 1 : Math.addExact(failures, 1);
            interval = ending.interval() == null ? interval : ending.interval();
            // A failure of this subscription alone need not wait for the others.
            Duration delay = interval != null && ending.shared()
                    ? backoff.delayWithin(interval, failures, ThreadLocalRandom.current())
                    : backoff.delay(failures, ThreadLocalRandom.current());
            report(ending.status(), delay);
            listener.lost(ending.status(), delay);
            pause(delay);
        }
    }

    private void report(Status status, Duration delay) {
        if (status.getCode() == Status.Code.ABORTED) {
            LOG.info("push subscription replaced by another: clientId={} retryIn={}", options.clientId(), delay);
        } else if (status.isOk()) {
            LOG.info("push subscription ended by the server: clientId={} retryIn={}", options.clientId(), delay);
        } else {
            LOG.warn(
                    "push subscription failed: clientId={} retryIn={} status={} error={}",
                    options.clientId(),
                    delay,
                    status.getCode(),
                    status.getDescription(),
                    status.getCause());
        }
    }

    private void pause(Duration delay) {
        try {
            boolean unused = cancelled.await(delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean over() {
        return cancelled.getCount() == 0 || Thread.currentThread().isInterrupted();
    }

    /** Ends the subscription; a running handler may finish. Does nothing the second time. */
    public void cancel() {
        cancelled.countDown();
        context.cancel(null);
    }

    /** Cancels and waits until the handler has returned. Called from the handler, it only cancels. */
    @Override
    public void close() {
        cancel();
        if (!begun.get() || Thread.currentThread().equals(runner)) {
            return;
        }
        try {
            ended.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
