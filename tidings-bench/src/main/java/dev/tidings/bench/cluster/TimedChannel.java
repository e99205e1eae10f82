package dev.tidings.bench.cluster;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.notification.Notification;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A channel whose sends take as long as those to a fast receiver. It records when the sends of one tenant began, whose
 * idempotency keys end with a number.
 */
final class TimedChannel implements Channel {
    static final String NAME = "timed";

    private static final long TAKES_MILLIS = 20;
    private static final Outcome SENT = Outcome.sent(Evidence.status(200));

    private final String tenant;
    private final AtomicLongArray begun;
    private final CountDownLatch open;
    private final LongAdder others = new LongAdder();
    private final AtomicReference<@Nullable Throwable> refusal = new AtomicReference<>();

    TimedChannel(String tenant, int count) {
        this.tenant = tenant;
        this.begun = new AtomicLongArray(count);
        this.open = new CountDownLatch(count);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start(ChannelContext context) {}

    @Override
    public Outcome send(Message message) throws InterruptedException {
        Notification notification = message.notification();
        if (notification.tenant().equals(tenant)) {
            String key = notification.idempotencyKey();
            int number = Integer.parseInt(key.substring(key.lastIndexOf(':') + 1));
            if (begun.compareAndSet(number, 0, System.nanoTime())) {
                open.countDown();
            }
        } else {
            others.increment();
        }
        Thread.sleep(TAKES_MILLIS);
        return SENT;
    }

    void refused(Throwable why) {
        refusal.set(why);
    }

    void awaitAll(Duration atMost) throws InterruptedException {
        if (!open.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(open.getCount() + " deliveries were not sent within " + atMost.toSeconds()
                    + " s; refused: " + refusal.get());
        }
    }

    long begunAt(int number) {
        return begun.get(number);
    }

    /** The number of sends for other tenants. */
    long others() {
        return others.sum();
    }
}
