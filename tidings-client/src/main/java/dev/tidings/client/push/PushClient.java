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
 * Keeps a subscription to pushed events. Whatever ends it (the server, the network, the handler), the client waits and
 * subscribes again with the cursor of the last message that was handled; only {@link #cancel} ends it.
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

    /** @param nanos a clock that only goes forward */
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

    /** The cursor of the last message handled, or the one it was given; empty before the server's first word. */
    public Optional<String> cursor() {
        return Optional.ofNullable(cursor);
    }

    /** {@link #run} on a daemon thread of its own. */
    public PushClient start() {
        Thread thread = new Thread(this::run, "tidings-push-" + options.clientId());
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /**
     * Subscribes, and returns only when cancelled or interrupted.
     *
     * @throws IllegalStateException when it ran before
     */
    public void run() {
        if (!begun.compareAndSet(false, true)) {
            throw new IllegalStateException("this client ran before; make another");
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
        while (!over()) {
            long begin = nanos.getAsLong();
            SubscriptionEnd ending = subscription.run(cursor, handled -> cursor = handled);
            if (over()) {
                return;
            }
            // Quiet streams have no events to show that all is well; a long life shows it too.
            boolean stood = nanos.getAsLong() - begin > backoff.cap().toNanos();
            failures = ending.eventsFlowed() || stood ? 1 : Math.addExact(failures, 1);
            Duration delay = backoff.delay(failures, ThreadLocalRandom.current());
            report(ending.status(), delay);
            listener.lost(ending.status(), delay);
            pause(delay);
        }
    }

    private void report(Status status, Duration delay) {
        if (status.getCode() == Status.Code.ABORTED) {
            LOG.info("another subscription replaced {}; subscribing again in {}", options.clientId(), delay);
        } else if (status.isOk()) {
            LOG.info("the server ended the subscription of {}; subscribing again in {}", options.clientId(), delay);
        } else {
            LOG.warn(
                    "the subscription of {} failed with {}: {}; subscribing again in {}",
                    options.clientId(),
                    status.getCode(),
                    status.getDescription(),
                    delay,
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

    /** Ends the subscription; a handler that is at work is left to finish. Again: does nothing. */
    public void cancel() {
        cancelled.countDown();
        context.cancel(null);
    }

    /** Cancels, and waits until the handler has returned; from within the handler it only cancels. */
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
