package dev.tidings.push.log.kafka;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog.Follower;
import dev.tidings.core.event.EventLog.Following;
import dev.tidings.core.event.LogEntry;
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

/** Follows one partition of a topic on its own thread, for all local followers and for pending appends. */
final class TopicTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final String tenant;
    private final Sessions sessions;
    private final PendingAppends appends;
    private final List<FollowerState> followers = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread thread;
    private boolean live = true;
    private volatile @Nullable RecentEvents recent;

    /** Opens topic readers. */
    @FunctionalInterface
    interface Sessions {
        /**
         * @param before the events that the last reader read; null for the first reader
         */
        TopicReader open(@Nullable RecentEvents before) throws InterruptedException;
    }

    /** A follower and its state; used only by the tail's thread. */
    private static final class FollowerState {
        final Follower follower;
        volatile boolean gone;
        boolean begun;

        FollowerState(Follower follower) {
            this.follower = follower;
        }
    }

    TopicTail(String tenant, Sessions sessions, PendingAppends appends) {
        this.tenant = tenant;
        this.sessions = sessions;
        this.appends = appends;
    }

    TopicTail start() {
        thread = Thread.ofPlatform().daemon().name("tidings-events-" + tenant).start(this::run);
        return this;
    }

    CompletableFuture<Position> append(Event event) {
        RecentEvents now = recent;
        Position known = now == null ? null : now.find(event.id());
        return known == null ? appends.append(event) : CompletableFuture.completedFuture(known);
    }

    Following follow(Follower follower) {
        FollowerState state = new FollowerState(follower);
        followers.add(state);
        return () -> {
            state.gone = true;
            followers.remove(state);
        };
    }

    /** Returns once no follower is called any more; waits at most {@link #CLOSE} if Kafka is unavailable. */
    @Override
    public void close() {
        closing.countDown();
        try {
            if (thread != null && !thread.join(CLOSE)) {
                LOG.debug("event topic is still closing; tenant={}", tenant);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void run() {
        while (!closed()) {
            try (TopicReader session = sessions.open(recent)) {
                appends.open();
                resume(session);
                while (!closed()) {
                    take(session.read());
                    begin();
                    session.check();
                }
            } catch (InterruptedException stopping) {
                return;
            } catch (KafkaException gone) {
                onFailure(gone);
            } catch (RuntimeException defect) {
                LOG.error("reading the event topic failed; tenant={}", tenant, defect);
                onFailure(defect);
            }
        }
    }

    /** Starts or resumes, and reads everything that is in the log at this moment. */
    private void resume(TopicReader session) {
        if (recent != session.recent()) {
            recent = session.recent();
            followers.forEach(state -> state.begun = false);
        }
        while (!closed() && !session.caughtUp()) {
            take(session.read());
        }
        begin();
        if (!live) {
            live = true;
            notifyFollowers(Follower::live);
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        RecentEvents now = Objects.requireNonNull(recent);
        List<LogEntry> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> read : records) {
            Event event = EventRecord.event(tenant, read);
            if (event == null && !EventRecord.isMarker(read)) {
                LOG.warn("ignored a record that is not an event; topic={} offset={}", read.topic(), read.offset());
            }
            LogEntry entry = now.add(read.offset(), read.timestamp(), event);
            if (entry != null) {
                events.add(entry);
            }
            if (event != null) {
                appends.read(event.id(), Objects.requireNonNull(now.find(event.id())));
            }
        }
        if (!events.isEmpty()) {
            notifyFollowers(follower -> follower.appended(events));
        }
    }

    /** Starts the followers that were added since. */
    private void begin() {
        RecentEvents now = Objects.requireNonNull(recent);
        for (FollowerState state : followers) {
            if (!state.begun && !state.gone) {
                state.begun = true;
                state.follower.begin(Objects.requireNonNull(now.floor()), now.present());
            }
        }
    }

    private void notifyFollowers(Consumer<Follower> what) {
        for (FollowerState state : followers) {
            if (state.begun && !state.gone) {
                what.accept(state.follower);
            }
        }
    }

    private void onFailure(RuntimeException why) {
        if (live && !closed()) {
            live = false;
            String cause = KafkaFailure.of(why).message();
            followers.forEach(state -> state.follower.unavailable(cause));
        }
        try {
            var _ = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
