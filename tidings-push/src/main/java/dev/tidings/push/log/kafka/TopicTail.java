package dev.tidings.push.log.kafka;

import dev.tidings.core.event.Entry;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog.Follower;
import dev.tidings.core.event.EventLog.Following;
import dev.tidings.core.event.Position;
import dev.tidings.streams.kafka.KafkaFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows one topic, on a thread of its own, for all followers of it here and for those who append. */
final class TopicTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final String tenant;
    private final Sessions sessions;
    private final Appends appends;
    private final List<Told> followers = new CopyOnWriteArrayList<>();
    private final CountDownLatch leaving = new CountDownLatch(1);
    private @Nullable Thread thread;
    private boolean live = true;
    private volatile @Nullable Recent recent;

    /** Where sessions come from. */
    @FunctionalInterface
    interface Sessions {
        /** @param before what was read by the last one; null at the beginning */
        TopicReader open(@Nullable Recent before) throws InterruptedException;
    }

    /** One follower, and what it knows; used by the tail's thread. */
    private static final class Told {
        final Follower follower;
        volatile boolean gone;
        boolean begun;

        Told(Follower follower) {
            this.follower = follower;
        }
    }

    TopicTail(String tenant, Sessions sessions, Appends appends) {
        this.tenant = tenant;
        this.sessions = sessions;
        this.appends = appends;
    }

    TopicTail start() {
        thread = Thread.ofPlatform().daemon().name("tidings-events-" + tenant).start(this::run);
        return this;
    }

    CompletableFuture<Position> append(Event event) {
        Recent now = recent;
        Position known = now == null ? null : now.find(event.id());
        return known == null ? appends.append(event) : CompletableFuture.completedFuture(known);
    }

    Following follow(Follower follower) {
        Told told = new Told(follower);
        followers.add(told);
        return () -> {
            told.gone = true;
            followers.remove(told);
        };
    }

    /** Returns when nobody is told any more; soon, unless Kafka is away. */
    @Override
    public void close() {
        leaving.countDown();
        try {
            if (thread != null && !thread.join(CLOSE)) {
                LOG.debug("the events of {} are left when Kafka answers", tenant);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean left() {
        return leaving.getCount() == 0;
    }

    private void run() {
        while (!left()) {
            try (TopicReader session = sessions.open(recent)) {
                appends.open();
                goOn(session);
                while (!left()) {
                    take(session.read());
                    begin();
                    session.check();
                }
            } catch (InterruptedException stopping) {
                return;
            } catch (KafkaException gone) {
                lost(gone);
            } catch (RuntimeException defect) {
                LOG.error("following the events of {} fails", tenant, defect);
                lost(defect);
            }
        }
    }

    /** Begins, or goes on where it was; then nothing that is in the log now is unread. */
    private void goOn(TopicReader session) {
        if (recent != session.recent()) {
            recent = session.recent();
            followers.forEach(told -> told.begun = false);
        }
        while (!left() && !session.caughtUp()) {
            take(session.read());
        }
        begin();
        if (!live) {
            live = true;
            tell(Follower::live);
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        Recent now = Objects.requireNonNull(recent);
        List<Entry> shown = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> read : records) {
            Event event = EventRecord.event(tenant, read);
            if (event == null && !EventRecord.isMark(read)) {
                LOG.warn("{} of {} is no event and is passed over", read.offset(), read.topic());
            }
            Entry entry = now.add(read.offset(), read.timestamp(), event);
            if (entry != null) {
                shown.add(entry);
            }
            if (event != null) {
                appends.read(event.id(), Objects.requireNonNull(now.find(event.id())));
            }
        }
        if (!shown.isEmpty()) {
            tell(follower -> follower.appended(shown));
        }
    }

    /** Those who came since. */
    private void begin() {
        Recent now = Objects.requireNonNull(recent);
        for (Told told : followers) {
            if (!told.begun && !told.gone) {
                told.begun = true;
                told.follower.begin(Objects.requireNonNull(now.floor()), now.present());
            }
        }
    }

    private void tell(Consumer<Follower> what) {
        for (Told told : followers) {
            if (told.begun && !told.gone) {
                what.accept(told.follower);
            }
        }
    }

    private void lost(RuntimeException why) {
        if (live && !left()) {
            live = false;
            String words = KafkaFailure.of(why).words();
            followers.forEach(told -> told.follower.unavailable(words));
        }
        try {
            var _ = leaving.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
