package dev.tidings.push.gateway;

import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.Presence;
import dev.tidings.core.event.PresenceBoard;
import dev.tidings.core.event.SessionReplacements;
import dev.tidings.core.telemetry.GatewayListener;
import dev.tidings.http.access.Credential;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Fans out the events of the log to subscriptions. */
public final class Hub implements Presence, AutoCloseable {
    private final EventLog log;
    private final HubSettings settings;
    private final @Nullable History history;
    private final InstantSource clock;
    private final GatewayListener listener;

    private final Map<String, TenantEvents> tenants = new ConcurrentHashMap<>();
    private final List<EventLog.Following> followings = new ArrayList<>();
    private final SubscriberSessions clients;
    private final SessionReplacements replacements;
    private final PresenceBoard board;
    private final Map<Credential, Integer> credentials = new ConcurrentHashMap<>();
    private volatile boolean draining;

    /** Creates a hub for a single node. */
    public Hub(
            EventLog log,
            HubSettings settings,
            @Nullable History history,
            InstantSource clock,
            GatewayListener listener) {
        this(log, SessionReplacements.alone(), PresenceBoard.alone(), settings, history, clock, listener);
    }

    /**
     * @param history null if events older than the window cannot be replayed
     */
    public Hub(
            EventLog log,
            SessionReplacements replacements,
            PresenceBoard board,
            HubSettings settings,
            @Nullable History history,
            InstantSource clock,
            GatewayListener listener) {
        this.log = log;
        this.settings = settings;
        this.history = history;
        this.clock = clock;
        this.listener = listener;
        this.clients = new SubscriberSessions(replacements);
        this.replacements = replacements;
        this.board = board;
    }

    /**
     * Opens a subscription. Never blocks and never throws: failures are reported as frames.
     *
     * @param executor runs the subscriber's callbacks, one at a time; an event loop
     */
    public HubSubscription subscribe(SubscriptionSpec wanted, Executor executor, Subscriber subscriber) {
        TenantEvents events = events(wanted.tenant());
        HubSubscription subscription = new HubSubscription(wanted, events, executor, subscriber);
        if (wanted.recipient() != null) {
            board.joined(wanted.tenant(), wanted.recipient());
        }
        if (wanted.credential() != null) {
            credentials.merge(wanted.credential(), 1, Integer::sum);
        }
        follow(events, wanted);
        events.join(subscription);
        clients.add(subscription);
        if (draining) {
            subscription.end(Frame.End.DRAINING);
        }
        return subscription;
    }

    /** Ends all subscriptions, current and future. */
    public void drain() {
        draining = true;
        end(subscription -> true, Frame.End.DRAINING);
    }

    /** The revocable credentials of the current subscriptions. */
    Set<Credential> credentials() {
        return Set.copyOf(credentials.keySet());
    }

    /** Ends the subscriptions that this credential opened. */
    void revoke(Credential credential) {
        end(subscription -> credential.equals(subscription.wanted().credential()), Frame.End.REVOKED);
    }

    private void end(Predicate<HubSubscription> which, Frame.End reason) {
        for (TenantEvents events : tenants.values()) {
            events.subscriptions().stream().filter(which).forEach(subscription -> subscription.end(reason));
        }
    }

    /** The number of subscriptions on this node per recipient of a tenant, without gateways. */
    public Map<String, Integer> listening(String tenant) {
        TenantEvents events = tenants.get(tenant);
        return events == null ? Map.of() : events.listening();
    }

    /** The number of gateways on this node that subscribe to all recipients of a tenant. */
    public int listeningToAll(String tenant) {
        TenantEvents events = tenants.get(tenant);
        return events == null ? 0 : events.listeningToAll();
    }

    /** The number of subscriptions per recipient of a tenant, on all nodes that share the log. The future may fail. */
    public CompletableFuture<Map<String, Integer>> listeningAnywhere(String tenant) {
        return board.others(tenant).thenApply(others -> {
            Map<String, Integer> all = new TreeMap<>(listening(tenant));
            others.forEach((recipient, count) -> all.merge(recipient, count, Integer::sum));
            return all;
        });
    }

    @Override
    public Set<String> present(String tenant, Collection<String> recipients) {
        TenantEvents events = tenants.get(tenant);
        Set<String> present = new HashSet<>();
        Set<String> unknown = new HashSet<>();
        for (String recipient : recipients) {
            (events != null && events.listensTo(recipient) ? present : unknown).add(recipient);
        }
        if (!unknown.isEmpty()) {
            present.addAll(board.elsewhere(tenant, unknown));
        }
        return present;
    }

    /** Drains, and stops following the log. */
    @Override
    public void close() {
        drain();
        synchronized (followings) {
            followings.forEach(EventLog.Following::close);
            followings.clear();
        }
        replacements.close();
        board.close();
    }

    private TenantEvents events(String tenant) {
        TenantEvents known = tenants.get(tenant);
        return known == null ? tenants.computeIfAbsent(tenant, this::begin) : known;
    }

    private TenantEvents begin(String tenant) {
        return new TenantEvents(tenant, log.partitions(), settings, history, clock, listener, this::left);
    }

    /** Follows the partitions that the subscription reads. */
    private void follow(TenantEvents events, SubscriptionSpec wanted) {
        for (int partition : events.unfollowed(wanted)) {
            synchronized (followings) {
                followings.add(log.follow(wanted.tenant(), partition, events.follower(partition)));
            }
        }
    }

    private void left(HubSubscription subscription) {
        clients.remove(subscription);
        Credential credential = subscription.wanted().credential();
        if (credential != null) {
            credentials.computeIfPresent(credential, (key, count) -> count > 1 ? count - 1 : null);
        }
        String recipient = subscription.wanted().recipient();
        if (recipient != null) {
            board.left(subscription.wanted().tenant(), recipient);
        }
    }
}
