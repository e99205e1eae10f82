package dev.tidings.push.gateway;

import dev.tidings.core.event.SessionReplacements;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Who is subscribed under an id of its own: one subscription an id, the newest. */
final class SubscriberSessions implements SessionReplacements.Listener {
    private static final long PAUSE_MILLIS = 500;

    private final SessionReplacements takeovers;
    private final Map<Client, Here> here = new ConcurrentHashMap<>();

    private record Client(String tenant, String id) {
        static @Nullable Client of(HubSubscription subscription) {
            String id = subscription.wanted().clientId();
            return id == null ? null : new Client(subscription.wanted().tenant(), id);
        }
    }

    /** A subscription, the number by which it took its id, and the greatest that was heard before that was known. */
    private static final class Here {
        final HubSubscription subscription;
        private long own;
        private long heard;

        Here(HubSubscription subscription) {
            this.subscription = subscription;
        }

        synchronized boolean took(long number) {
            own = Math.max(own, number);
            return heard > own;
        }

        synchronized boolean hears(long number) {
            heard = Math.max(heard, number);
            return own > 0 && heard > own;
        }

        /** Zero while it is not known. */
        synchronized long own() {
            return own;
        }
    }

    SubscriberSessions(SessionReplacements takeovers) {
        this.takeovers = takeovers;
        takeovers.listen(this);
    }

    /** The id is this subscription's from now on. */
    void add(HubSubscription subscription) {
        Client client = Client.of(subscription);
        if (client == null) {
            return;
        }
        Here mine = new Here(subscription);
        Here before = here.put(client, mine);
        if (before != null) {
            before.subscription.end(Frame.End.REPLACED);
        }
        if (subscription.ended()) {
            here.remove(client, mine);
        } else {
            take(client, mine);
        }
    }

    void remove(HubSubscription subscription) {
        Client client = Client.of(subscription);
        if (client != null) {
            here.computeIfPresent(client, (key, known) -> known.subscription == subscription ? null : known);
        }
    }

    /** Again and again, for as long as others cannot be told and the subscription is there. */
    private void take(Client client, Here mine) {
        var _ = takeovers.take(client.tenant(), client.id()).whenComplete((number, away) -> {
            if (away == null) {
                if (mine.took(number)) {
                    mine.subscription.end(Frame.End.REPLACED);
                }
            } else if (here.get(client) == mine) {
                CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(() -> take(client, mine));
            }
        });
    }

    @Override
    public void taken(String tenant, String clientId, long number) {
        Here known = here.get(new Client(tenant, clientId));
        if (known == null) {
            return;
        }
        if (known.hears(number)) {
            known.subscription.end(Frame.End.REPLACED);
        } else if (number < known.own()) {
            // Where that one is, the later number was not heard.
            takeovers.remind(tenant, clientId, known.own());
        }
    }

    /** With the numbers they have: a new one would end what has been taken elsewhere in the meantime. */
    @Override
    public void reconnected() {
        here.forEach((client, mine) -> {
            if (mine.own() > 0) {
                takeovers.remind(client.tenant(), client.id(), mine.own());
            }
        });
    }
}
