package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.event.Ack;
import dev.tidings.core.event.AckTimes;
import dev.tidings.core.event.SentPush;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.Ids;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.AcceptStore;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.OperationalEvent;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.PartialCount;
import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.store.RateTake;
import dev.tidings.core.store.Rerouting;
import dev.tidings.core.store.RetentionStore;
import dev.tidings.core.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store over JDBC: the ports that are the same for every database, and those that a database's own room brings. */
public abstract class JdbcStore extends KeyPorts implements Store {
    private final Database database;
    private final InstantSource clock;
    private final @Nullable DatabaseClock measured;
    private final Own own;
    private final WriteProbe probe;
    private final OperationalEvents operationalEvents;
    private final EndpointTable endpoints;
    private final EndpointCircuitTable troubles;
    private final Rates rates;
    private final NodeTable nodes;
    private final Offsets offsets;
    private final Quarantine quarantine;
    private final Pushes pushes;

    /** The ports that each database has in its own words. */
    public record Own(
            AcceptStore accepting,
            ClaimStore claiming,
            CompleteStore completing,
            ChangeStore changing,
            QueryStore querying,
            RetentionStore retention) {}

    /**
     * @param clock to the millisecond; see {@link #toTheMillisecond}
     * @param measured what the clock follows and is measured with each beat; null when there is nothing to follow
     */
    protected JdbcStore(
            Database database,
            InstantSource clock,
            @Nullable DatabaseClock measured,
            SecretCipher cipher,
            Ids ids,
            Own own) {
        super(database, clock, cipher);
        this.database = database;
        this.clock = clock;
        this.measured = measured;
        this.own = own;
        this.probe = new WriteProbe(database, clock);
        this.operationalEvents = new OperationalEvents(database, ids, clock);
        this.endpoints = new EndpointTable(database, clock, secretKeys, operationalEvents);
        this.troubles = new EndpointCircuitTable(database, clock);
        this.rates = new Rates(database, clock);
        this.nodes = new NodeTable(database, clock);
        this.offsets = new Offsets(database, clock);
        this.quarantine = new Quarantine(database);
        this.pushes = new Pushes(database, clock);
    }

    /** All times of a store are whole milliseconds, as they stand in its tables. */
    protected static InstantSource toTheMillisecond(InstantSource source) {
        return () -> source.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public void checkWritable() {
        probe.run();
    }

    @Override
    public void close() {
        database.close();
    }

    @Override
    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
        return own.accepting().accept(batch, grant);
    }

    @Override
    public List<LeasedDelivery> claim(String channel, int limit, LeaseGrant grant, Supplier<LeaseToken> tokens) {
        return own.claiming().claim(channel, limit, grant, tokens);
    }

    @Override
    public @Nullable Instant nextDue(String channel) {
        return own.claiming().nextDue(channel);
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        return own.claiming().renew(held, duration);
    }

    @Override
    public List<CompletionResult> complete(List<Completion> batch) {
        return own.completing().complete(batch);
    }

    @Override
    public Optional<Delivery> cancel(String tenant, DeliveryId id) {
        return own.changing().cancel(tenant, id);
    }

    @Override
    public List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing) {
        return own.changing().replay(tenant, ids, spacing);
    }

    @Override
    public List<DeliveryId> retryNow(String tenant, Map<DeliveryId, Duration> delays) {
        return own.changing().retryNow(tenant, delays);
    }

    @Override
    public List<DeliveryId> reroute(String tenant, List<Rerouting> batch, Duration spacing) {
        return own.changing().reroute(tenant, batch, spacing);
    }

    @Override
    public Optional<Notification> notification(String tenant, NotificationId id) {
        return own.querying().notification(tenant, id);
    }

    @Override
    public Optional<Delivery> delivery(String tenant, DeliveryId id) {
        return own.querying().delivery(tenant, id);
    }

    @Override
    public List<Attempt> attempts(String tenant, DeliveryId id) {
        return own.querying().attempts(tenant, id);
    }

    @Override
    public Page<Delivery> deliveries(DeliveryFilter filter, @Nullable String cursor, int limit) {
        return own.querying().deliveries(filter, cursor, limit);
    }

    @Override
    public PartialCount count(DeliveryFilter filter, @Nullable String cursor, int bound) {
        return own.querying().count(filter, cursor, bound);
    }

    @Override
    public List<Backlog> backlog() {
        return own.querying().backlog();
    }

    @Override
    public Endpoint put(Endpoint endpoint) {
        return endpoints.put(endpoint);
    }

    @Override
    public Optional<Endpoint> replace(Endpoint endpoint, long version) {
        return endpoints.replace(endpoint, version);
    }

    @Override
    public boolean delete(EndpointKey key, long version) {
        return endpoints.delete(key, version);
    }

    @Override
    public boolean pause(EndpointKey key, @Nullable Instant until, long version) {
        return endpoints.pause(key, until, version);
    }

    @Override
    public Optional<Endpoint> find(EndpointKey key) {
        return endpoints.find(key);
    }

    @Override
    public Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients) {
        return endpoints.ofRecipients(tenant, recipients);
    }

    @Override
    public boolean delete(EndpointKey key) {
        return endpoints.delete(key);
    }

    @Override
    public void recordTest(EndpointKey key, EndpointTest test) {
        endpoints.recordTest(key, test);
    }

    @Override
    public boolean pause(EndpointKey key, @Nullable Instant until) {
        return endpoints.pause(key, until);
    }

    @Override
    public @Nullable ConsecutiveFailures recordFailure(EndpointKey key) {
        return endpoints.recordFailure(key);
    }

    @Override
    public void recordSuccess(EndpointKey key) {
        endpoints.recordSuccess(key);
    }

    @Override
    public boolean disable(EndpointKey key, String reason, long version) {
        return endpoints.disable(key, reason, version);
    }

    @Override
    public boolean disable(EndpointKey key, String reason, ConsecutiveFailures streak) {
        return endpoints.disable(key, reason, streak);
    }

    @Override
    public void addEvent(String tenant, String kind, String subject, String message) {
        operationalEvents.addEvent(tenant, kind, subject, message);
    }

    @Override
    public Page<OperationalEvent> events(String tenant, @Nullable String cursor, int limit) {
        return operationalEvents.events(tenant, cursor, limit);
    }

    @Override
    public Optional<String> offset(String label) {
        return offsets.offset(label);
    }

    @Override
    public boolean saveOffset(String label, @Nullable String from, String to) {
        return offsets.saveOffset(label, from, to);
    }

    @Override
    public void quarantine(QuarantinedItem item) {
        quarantine.quarantine(item);
    }

    @Override
    public Page<QuarantinedItem> quarantined(String tenant, @Nullable String cursor, int limit) {
        return quarantine.quarantined(tenant, cursor, limit);
    }

    @Override
    public int removeFinished(Instant before, int limit) {
        return own.retention().removeFinished(before, limit);
    }

    @Override
    public int removeIdempotency(Instant before, int limit) {
        return own.retention().removeIdempotency(before, limit);
    }

    @Override
    public int removeOperational(Instant before, int limit) {
        return own.retention().removeOperational(before, limit);
    }

    @Override
    public int removeIdle(Instant before, int limit) {
        return own.retention().removeIdle(before, limit);
    }

    @Override
    public EndpointCircuit block(EndpointKey key, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return troubles.block(key, reason, opened, duration);
    }

    @Override
    public @Nullable EndpointCircuit probe(EndpointKey key, Duration window) {
        return troubles.probe(key, window);
    }

    @Override
    public @Nullable EndpointCircuit reopen(
            EndpointCircuit probed, EndpointCircuit.Reason reason, int opened, Duration duration) {
        return troubles.reopen(probed, reason, opened, duration);
    }

    @Override
    public @Nullable EndpointCircuit recovered(EndpointCircuit probed) {
        return troubles.recovered(probed);
    }

    @Override
    public @Nullable EndpointCircuit unblock(EndpointKey key) {
        return troubles.unblock(key);
    }

    @Override
    public List<EndpointCircuit> circuitsOf(String tenant, Collection<String> recipients) {
        return troubles.circuitsOf(tenant, recipients);
    }

    @Override
    public List<EndpointCircuit> circuitsSince(Instant since, int limit) {
        return troubles.circuitsSince(since, limit);
    }

    @Override
    public List<Duration> take(List<RateTake> batch) {
        return rates.take(batch);
    }

    @Override
    public void beat(NodeBeat beat) {
        nodes.beat(beat);
        followDatabaseTime();
    }

    /** With each beat, so that the time that leases go by never strays far. */
    private void followDatabaseTime() {
        DatabaseClock follows = measured;
        if (follows != null) {
            database.read("ask for the time", tx -> {
                follows.measure(tx.connection());
                return follows;
            });
        }
    }

    @Override
    public void leave(String instance) {
        nodes.leave(instance);
    }

    @Override
    public List<Node> nodes() {
        return nodes.nodes();
    }

    @Override
    public List<SentPush> pushesToAll(
            String tenant, String channel, Instant since, @Nullable DeliveryId after, int limit) {
        return pushes.pushesToAll(tenant, channel, since, after, limit);
    }

    @Override
    public List<SentPush> pushesLate(String tenant, String channel, Instant since, int limit) {
        return pushes.pushesLate(tenant, channel, since, limit);
    }

    @Override
    public List<SentPush> pushes(String tenant, String channel, String recipient, Instant since, int limit) {
        return pushes.pushes(tenant, channel, recipient, since, limit);
    }

    @Override
    public Map<NotificationId, Notification> notifications(String tenant, Collection<NotificationId> ids) {
        return pushes.notifications(tenant, ids);
    }

    @Override
    public List<Boolean> acknowledge(List<Ack> batch) {
        return pushes.acknowledge(batch);
    }

    @Override
    public AckTimes acks(String tenant, DeliveryId id) {
        return pushes.acks(tenant, id);
    }
}
