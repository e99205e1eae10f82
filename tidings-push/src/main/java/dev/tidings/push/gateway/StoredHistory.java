package dev.tidings.push.gateway;

import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.Epoch;
import dev.tidings.core.event.EventMaker;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.SentPush;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.PushStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds events from sent deliveries. Each delivery has its position in the log as evidence; the position decides
 * what is after a cursor, and the order.
 */
public final class StoredHistory implements History {
    /** How much the clocks of the store and the log may differ. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final int PAGE = 100;
    private static final int READ_SIZE = 2_000;
    private static final int ATTEMPTS = 20;
    private static final long RETRY_MILLIS = 250;

    private final PushStore store;
    private final EventMaker events;
    private final String channel;
    private final HistoryLimits limits;
    private final InstantSource clock;
    private final Executor reads;

    /**
     * An event's position, and the delivery to rebuild it from.
     *
     * @param present whether it is of the present epoch of its partition
     */
    private record StoredEvent(Position position, boolean present, SentPush push) {}

    /** @param since when the first of the events was sent, at the earliest */
    private record Gap(Cursor after, Cursor floor, Instant since) {}

    /**
     * How much of the past a subscriber can be given.
     *
     * @param reach how far back the history goes
     * @param maxPerRecipient the maximum number of events for one recipient
     * @param maxOverall the maximum number of events for all recipients; their ids and positions are in memory
     * during a replay
     */
    public record HistoryLimits(Duration reach, int maxPerRecipient, int maxOverall) {}

    /**
     * @param channel the channel whose deliveries are events
     * @param reads runs the blocking store reads
     */
    public StoredHistory(
            PushStore store,
            EventMaker events,
            String channel,
            HistoryLimits limits,
            InstantSource clock,
            Executor reads) {
        this.store = store;
        this.events = events;
        this.channel = channel;
        this.limits = limits;
        this.clock = clock;
        this.reads = reads;
    }

    @Override
    public CompletableFuture<@Nullable Pages> behind(
            String tenant, @Nullable String recipient, Cursor after, Cursor floor) {
        long since = oldestMissed(after, floor);
        if (since < clock.instant().minus(limits.reach()).toEpochMilli()) {
            return CompletableFuture.completedFuture(null);
        }
        return find(
                tenant,
                recipient,
                new Gap(after, floor, Instant.ofEpochMilli(since).minus(SKEW)),
                ATTEMPTS);
    }

    /** The oldest position of those from which events are missing in the window. */
    private static long oldestMissed(Cursor after, Cursor floor) {
        List<Position> positions = after.positions();
        List<Position> floors = floor.positions();
        return IntStream.range(0, positions.size())
                .filter(i -> !positions.get(i).sameEpoch(floors.get(i))
                        || floors.get(i).isAfter(positions.get(i)))
                .mapToLong(i -> positions.get(i).millis())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private CompletableFuture<@Nullable Pages> find(String tenant, @Nullable String recipient, Gap gap, int attempts) {
        Instant since = gap.since();
        return (recipient == null
                        ? toAll(tenant, since)
                        : reading(() -> store.pushes(tenant, channel, recipient, since, limits.maxPerRecipient() + 1)))
                .thenCompose(pushes -> {
                    if (pushes.size() > (recipient == null ? limits.maxOverall() : limits.maxPerRecipient())
                            || attempts == 0) {
                        return CompletableFuture.completedFuture(null);
                    }
                    if (pushes.stream().anyMatch(push -> undecided(push, gap.floor()))) {
                        return pause().thenCompose(nothing -> find(tenant, recipient, gap, attempts - 1));
                    }
                    return CompletableFuture.completedFuture(new Found(tenant, missed(pushes, gap)));
                });
    }

    /** Reads page by page, so that other reads can run in between. */
    private CompletableFuture<List<SentPush>> toAll(String tenant, Instant since) {
        return reading(() -> store.pushesLate(tenant, channel, since, limits.maxOverall() + 1))
                .thenCompose(late -> more(tenant, since, null, new ArrayList<>(late)));
    }

    private CompletableFuture<List<SentPush>> more(
            String tenant, Instant since, @Nullable DeliveryId after, List<SentPush> found) {
        if (found.size() > limits.maxOverall()) {
            return CompletableFuture.completedFuture(found);
        }
        return reading(() -> store.pushesToAll(tenant, channel, since, after, READ_SIZE))
                .thenCompose(page -> {
                    found.addAll(page);
                    return page.size() < READ_SIZE
                            ? CompletableFuture.completedFuture(found)
                            : more(tenant, since, page.getLast().id(), found);
                });
    }

    private static CompletableFuture<Void> pause() {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, Runnable::run));
    }

    private <T> CompletableFuture<T> reading(Supplier<T> query) {
        try {
            return CompletableFuture.supplyAsync(query, reads);
        } catch (RejectedExecutionException tooMany) {
            return CompletableFuture.failedFuture(tooMany);
        }
    }

    /** The event may already have left the window although the store does not know its position yet. */
    private static boolean undecided(SentPush push, Cursor until) {
        Position floor = until.of(push.recipient());
        Instant started = push.startedAt();
        return push.cursor() == null
                && started != null
                && started.toEpochMilli() > Epoch.began(floor.epoch())
                && started.toEpochMilli() <= floor.millis();
    }

    /** Selects the events after the cursor and up to the floor, earlier epochs first. */
    private static List<StoredEvent> missed(List<SentPush> pushes, Gap gap) {
        List<StoredEvent> found = new ArrayList<>();
        for (SentPush push : pushes) {
            Position position = position(push);
            if (position == null) {
                continue;
            }
            Position after = gap.after().of(push.recipient());
            Position floor = gap.floor().of(push.recipient());
            boolean present = position.sameEpoch(floor);
            boolean isMissed = position.isAfter(after) || (present && !after.sameEpoch(floor));
            if (isMissed && !(present && position.isAfter(floor))) {
                found.add(new StoredEvent(position, present, push));
            }
        }
        found.sort(Comparator.comparing(StoredEvent::present)
                .thenComparingLong(event -> event.position().millis())
                .thenComparingLong(event -> event.position().number()));
        return found;
    }

    private static @Nullable Position position(SentPush push) {
        if (push.cursor() == null) {
            return null;
        }
        try {
            return Position.parse("cursor", push.cursor());
        } catch (ProblemException notOurs) {
            return null;
        }
    }

    private final class Found implements Pages {
        private final String tenant;
        private final List<StoredEvent> found;
        private int next;

        Found(String tenant, List<StoredEvent> found) {
            this.tenant = tenant;
            this.found = found;
        }

        @Override
        public CompletableFuture<List<LogEntry>> next() {
            List<StoredEvent> page = found.subList(next, Math.min(next + PAGE, found.size()));
            next += page.size();
            return page.isEmpty() ? CompletableFuture.completedFuture(List.of()) : reading(() -> entries(page));
        }

        private List<LogEntry> entries(List<StoredEvent> page) {
            Map<NotificationId, Notification> notifications = store.notifications(
                    tenant,
                    page.stream()
                            .map(stored -> stored.push().notification())
                            .distinct()
                            .toList());
            List<LogEntry> entries = new ArrayList<>(page.size());
            for (StoredEvent stored : page) {
                entries.add(entry(stored, notifications.get(stored.push().notification())));
            }
            return entries;
        }

        private LogEntry entry(StoredEvent stored, @Nullable Notification notification) {
            if (notification == null) {
                throw new IllegalStateException(
                        "replay failed: the notification of " + stored.push().id() + " no longer exists");
            }
            try {
                return new LogEntry(
                        stored.position(),
                        events.make(
                                notification,
                                stored.push().recipient(),
                                stored.push().id()));
            } catch (Exception unencodable) {
                throw new IllegalStateException(
                        "replay failed: the event of " + stored.push().id() + " cannot be encoded", unencodable);
            }
        }
    }
}
