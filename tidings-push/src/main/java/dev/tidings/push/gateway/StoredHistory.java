package dev.tidings.push.gateway;

import dev.tidings.core.event.Entry;
import dev.tidings.core.event.Epoch;
import dev.tidings.core.event.EventMaker;
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
import org.jspecify.annotations.Nullable;

/**
 * Makes events again from the deliveries by which they were sent. Each has its old place in the log as evidence, which says
 * what is behind a cursor and in which order.
 */
public final class StoredHistory implements History {
    /** How much the store's clock and the log's may differ. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final int PAGE = 100;
    private static final int PLACES_A_READ = 2_000;
    private static final int PATIENCE = 20;
    private static final long PAUSE_MILLIS = 250;

    private final PushStore store;
    private final EventMaker events;
    private final String channel;
    private final Duration reach;
    private final int most;
    private final int mostToAll;
    private final InstantSource clock;
    private final Executor reads;

    /** An event's place, and of what it is made. */
    private record Place(Position position, SentPush push) {}

    /**
     * @param channel by which events are sent
     * @param reach how far back it goes
     * @param most how many events it finds for one recipient
     * @param mostToAll and for all of them; of each it keeps id and place in memory while it is read
     * @param reads where the store may block
     */
    public StoredHistory(
            PushStore store,
            EventMaker events,
            String channel,
            Duration reach,
            int most,
            int mostToAll,
            InstantSource clock,
            Executor reads) {
        this.store = store;
        this.events = events;
        this.channel = channel;
        this.reach = reach;
        this.most = most;
        this.mostToAll = mostToAll;
        this.clock = clock;
        this.reads = reads;
    }

    @Override
    public CompletableFuture<@Nullable Pages> behind(
            String tenant, @Nullable String recipient, Position after, Position floor) {
        if (after.millis() < clock.instant().minus(reach).toEpochMilli()) {
            return CompletableFuture.completedFuture(null);
        }
        return look(tenant, recipient, after, floor, PATIENCE);
    }

    private CompletableFuture<@Nullable Pages> look(
            String tenant, @Nullable String recipient, Position after, Position floor, int patience) {
        Instant since = Instant.ofEpochMilli(after.millis()).minus(SKEW);
        return (recipient == null
                        ? toAll(tenant, since)
                        : reading(() -> store.pushes(tenant, channel, recipient, since, most + 1)))
                .thenCompose(pushes -> {
                    if (pushes.size() > (recipient == null ? mostToAll : most) || patience == 0) {
                        return CompletableFuture.completedFuture(null);
                    }
                    if (pushes.stream().anyMatch(push -> undecided(push, floor))) {
                        return pause().thenCompose(nothing -> look(tenant, recipient, after, floor, patience - 1));
                    }
                    return CompletableFuture.completedFuture(new Found(tenant, places(pushes, after, floor)));
                });
    }

    /** One read after the other, so that others who read come in between. */
    private CompletableFuture<List<SentPush>> toAll(String tenant, Instant since) {
        return reading(() -> store.pushesLate(tenant, channel, since, mostToAll + 1))
                .thenCompose(late -> more(tenant, since, null, new ArrayList<>(late)));
    }

    private CompletableFuture<List<SentPush>> more(
            String tenant, Instant since, @Nullable DeliveryId after, List<SentPush> found) {
        if (found.size() > mostToAll) {
            return CompletableFuture.completedFuture(found);
        }
        return reading(() -> store.pushesToAll(tenant, channel, since, after, PLACES_A_READ))
                .thenCompose(page -> {
                    found.addAll(page);
                    return page.size() < PLACES_A_READ
                            ? CompletableFuture.completedFuture(found)
                            : more(tenant, since, page.getLast().id(), found);
                });
    }

    private static CompletableFuture<Void> pause() {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, Runnable::run));
    }

    private <T> CompletableFuture<T> reading(Supplier<T> query) {
        try {
            return CompletableFuture.supplyAsync(query, reads);
        } catch (RejectedExecutionException tooMany) {
            return CompletableFuture.failedFuture(tooMany);
        }
    }

    /** It may have gone through the window already, and the store does not know it yet. */
    private static boolean undecided(SentPush push, Position floor) {
        Instant started = push.startedAt();
        return push.place() == null
                && started != null
                && started.toEpochMilli() > Epoch.began(floor.epoch())
                && started.toEpochMilli() <= floor.millis();
    }

    /** What lies behind the cursor and not behind the floor, of which the log tells; earlier epochs first. */
    private static List<Place> places(List<SentPush> pushes, Position after, Position floor) {
        List<Place> places = new ArrayList<>();
        for (SentPush push : pushes) {
            Position position = position(push);
            if (position == null) {
                continue;
            }
            boolean present = position.sameEpoch(floor);
            boolean missed = position.isAfter(after) || (present && !after.sameEpoch(floor));
            if (missed && !(present && position.isAfter(floor))) {
                places.add(new Place(position, push));
            }
        }
        places.sort(Comparator.comparing((Place place) -> place.position().sameEpoch(floor))
                .thenComparingLong(place -> place.position().millis())
                .thenComparingLong(place -> place.position().number()));
        return places;
    }

    private static @Nullable Position position(SentPush push) {
        if (push.place() == null) {
            return null;
        }
        try {
            return Position.parse("place", push.place());
        } catch (ProblemException notOurs) {
            return null;
        }
    }

    private final class Found implements Pages {
        private final String tenant;
        private final List<Place> places;
        private int next;

        Found(String tenant, List<Place> places) {
            this.tenant = tenant;
            this.places = places;
        }

        @Override
        public CompletableFuture<List<Entry>> next() {
            List<Place> page = places.subList(next, Math.min(next + PAGE, places.size()));
            next += page.size();
            return page.isEmpty() ? CompletableFuture.completedFuture(List.of()) : reading(() -> entries(page));
        }

        private List<Entry> entries(List<Place> page) {
            Map<NotificationId, Notification> notifications = store.notifications(
                    tenant,
                    page.stream()
                            .map(place -> place.push().notification())
                            .distinct()
                            .toList());
            List<Entry> entries = new ArrayList<>(page.size());
            for (Place place : page) {
                entries.add(entry(place, notifications.get(place.push().notification())));
            }
            return entries;
        }

        private Entry entry(Place place, @Nullable Notification notification) {
            if (notification == null) {
                throw new IllegalStateException(
                        "the notification of " + place.push().id() + " has been removed");
            }
            try {
                return new Entry(
                        place.position(),
                        events.make(
                                notification,
                                place.push().recipient(),
                                place.push().id()));
            } catch (Exception unencodable) {
                throw new IllegalStateException(
                        "the event of " + place.push().id() + " cannot be made again", unencodable);
            }
        }
    }
}
