package dev.tidings.push.gateway;

import dev.tidings.core.event.SessionReplacements;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The subscriptions with a client id. The newest subscription per id replaces the others. */
final class SubscriberSessions implements SessionReplacements.Listener {
    private static final long RETRY_MILLIS = 500;

    private final SessionReplacements replacements;
    private final Map<Client, Session> sessions = new ConcurrentHashMap<>();

    private record Client(String tenant, String id) {
        static @Nullable Client of(HubSubscription subscription) {
            String id = subscription.wanted().clientId();
            return id == null ? null : new Client(subscription.wanted().tenant(), id);
        }
    }

    /**
     * A subscription, the sequence number of its claim of the id, and the highest number received from other
     * nodes.
     */
    private static final class Session {
        final HubSubscription subscription;
        private long own;
        private long received;

        Session(HubSubscription subscription) {
            this.subscription = subscription;
        }

        synchronized boolean claimed(long number) {
            own = Math.max(own, number);
            return received > own;
        }

        synchronized boolean receives(long number) {
            received = Math.max(received, number);
            return own > 0 && received > own;
        }

        /** Zero until the claim is confirmed. */
        synchronized long own() {
            return own;
        }
    }

    SubscriberSessions(SessionReplacements replacements) {
        this.replacements = replacements;
        replacements.listen(this);
    }

    /** Claims the client id for this subscription. */
    void add(HubSubscription subscription) {
        Client client = Client.of(subscription);
        if (client == null) {
            return;
        }
        Session session = new Session(subscription);
        Session before = sessions.put(client, session);
        if (before != null) {
            before.subscription.end(Frame.End.REPLACED);
        }
        if (subscription.ended()) {
            sessions.remove(client, session);
        } else {
            take(client, session);
        }
    }

    void remove(HubSubscription subscription) {
        Client client = Client.of(subscription);
        if (client != null) {
            sessions.computeIfPresent(client, (key, known) -> known.subscription == subscription ? null : known);
        }
    }

    /** Retries until the other nodes were notified or the subscription is gone. */
    private void take(Client client, Session session) {
        var _ = replacements.take(client.tenant(), client.id()).whenComplete((number, away) -> {
            if (away == null) {
                if (session.claimed(number)) {
                    session.subscription.end(Frame.End.REPLACED);
                }
            } else if (sessions.get(client) == session) {
                CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(() -> take(client, session));
            }
        });
    }

    @Override
    public void taken(String tenant, String clientId, long number) {
        Session known = sessions.get(new Client(tenant, clientId));
        if (known == null) {
            return;
        }
        if (known.receives(number)) {
            known.subscription.end(Frame.End.REPLACED);
        } else if (number < known.own()) {
            // The other node missed the later claim.
            replacements.remind(tenant, clientId, known.own());
        }
    }

    /**
     * Repeats the claims with their original numbers: a new number would replace subscriptions that other nodes
     * opened since.
     */
    @Override
    public void reconnected() {
        sessions.forEach((client, session) -> {
            if (session.own() > 0) {
                replacements.remind(client.tenant(), client.id(), session.own());
            }
        });
    }
}
