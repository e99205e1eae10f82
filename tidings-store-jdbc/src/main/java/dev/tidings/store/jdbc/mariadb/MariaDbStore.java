package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.endpoint.EndpointTrouble;
import dev.tidings.core.endpoint.FailureStreak;
import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.Ids;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.OperationalEvent;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.core.store.RateTake;
import dev.tidings.core.store.Store;
import dev.tidings.core.time.Ticker;
import dev.tidings.store.jdbc.DatabaseClock;
import dev.tidings.store.jdbc.EndpointSecrets;
import dev.tidings.store.jdbc.Endpoints;
import dev.tidings.store.jdbc.Failures;
import dev.tidings.store.jdbc.Keys;
import dev.tidings.store.jdbc.Migrations;
import dev.tidings.store.jdbc.Nodes;
import dev.tidings.store.jdbc.Offsets;
import dev.tidings.store.jdbc.OperationalEvents;
import dev.tidings.store.jdbc.PooledDatabase;
import dev.tidings.store.jdbc.Quarantine;
import dev.tidings.store.jdbc.Rates;
import dev.tidings.store.jdbc.SecretProof;
import dev.tidings.store.jdbc.Troubles;
import dev.tidings.store.jdbc.keyed.Changing;
import dev.tidings.store.jdbc.keyed.Querying;
import java.sql.Connection;
import java.sql.SQLException;
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
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The store of a cluster, on MariaDB. It is safe for many threads and many nodes. */
public final class MariaDbStore implements Store {
    private static final String TIME = "SELECT timestampdiff(MICROSECOND, '1970-01-01', utc_timestamp(6)) / 1000";

    private final PooledDatabase database;
    private final InstantSource clock;
    private final @Nullable DatabaseClock measured;
    private final Accepting accepting;
    private final Claiming claiming;
    private final Completing completing;
    private final Changing changing;
    private final Querying querying;
    private final Backlogs backlogs;
    private final OperationalEvents operationalEvents;
    private final Endpoints endpoints;
    private final Troubles troubles;
    private final Rates rates;
    private final Nodes nodes;
    private final Offsets offsets;
    private final Quarantine quarantine;
    private final Keys keys;
    private final Retention retention;

    private MariaDbStore(
            PooledDatabase database,
            InstantSource source,
            @Nullable DatabaseClock measured,
            SecretCipher cipher,
            Ids ids) {
        this.database = database;
        this.measured = measured;
        this.clock = () -> source.instant().truncatedTo(ChronoUnit.MILLIS);
        this.accepting = new Accepting(database, clock);
        this.claiming = new Claiming(database, clock);
        this.completing = new Completing(database, clock);
        this.changing = new Changing(database, MariaDbDialect.INSTANCE, clock);
        this.querying = new Querying(database, MariaDbDialect.INSTANCE);
        this.backlogs = new Backlogs(database, clock);
        this.operationalEvents = new OperationalEvents(database, ids);
        this.endpoints = new Endpoints(database, clock, new EndpointSecrets(cipher), operationalEvents);
        this.troubles = new Troubles(database, clock);
        this.rates = new Rates(database, clock);
        this.nodes = new Nodes(database, clock);
        this.offsets = new Offsets(database, clock);
        this.quarantine = new Quarantine(database);
        this.keys = new Keys(database, clock);
        this.retention = new Retention(database);
    }

    /**
     * Opens a database and brings it to the newest schema, on the database's own time. Throws {@link
     * dev.tidings.core.store.StoreUnavailable} when that is not to be had, with what to do about it.
     *
     * @param cipher seals the secrets of endpoints; the same key on all nodes
     */
    public static MariaDbStore open(MariaDbPool pool, Ticker ticker, SecretCipher cipher, Ids ids) {
        DatabaseClock measured = opening(pool, connection -> new DatabaseClock(ticker, TIME, connection));
        return opened(database(pool), measured, measured, cipher, ids);
    }

    /** The same on a time that is given, for tests. */
    public static MariaDbStore openOn(InstantSource clock, MariaDbPool pool, SecretCipher cipher, Ids ids) {
        opening(pool, connection -> connection);
        return opened(database(pool), clock, null, cipher, ids);
    }

    private static MariaDbStore opened(
            PooledDatabase database,
            InstantSource source,
            @Nullable DatabaseClock measured,
            SecretCipher cipher,
            Ids ids) {
        try {
            SecretProof.require(database, cipher);
            return new MariaDbStore(database, source, measured, cipher, ids);
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    /** What is learnt of one connection before there is a pool. */
    @FunctionalInterface
    private interface FirstLook<T> {
        T at(Connection connection) throws SQLException;
    }

    private static <T> T opening(MariaDbPool pool, FirstLook<T> look) {
        try {
            DataSource single = pool.single();
            try (Connection connection = single.getConnection()) {
                Surroundings.check(pool.name(), connection);
                Migrations.migrate(pool.name(), single, "mariadb");
                return look.at(connection);
            }
        } catch (SQLException | RuntimeException failure) {
            throw Failures.of(pool.name(), MariaDbDialect.INSTANCE, "open the database", failure);
        }
    }

    private static PooledDatabase database(MariaDbPool pool) {
        return new PooledDatabase(pool.name(), MariaDbDialect.INSTANCE, pool.writes(), pool.reads());
    }

    /** For tests of this package, which empty tables between tests. */
    PooledDatabase database() {
        return database;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public void checkWritable() {
        database.write(
                "write",
                tx -> tx.prepared("INSERT INTO heartbeat (id, beat_at) VALUES (1, ?)"
                                + " ON DUPLICATE KEY UPDATE beat_at = VALUES(beat_at)")
                        .time(clock.instant())
                        .update());
    }

    @Override
    public void close() {
        database.close();
    }

    @Override
    public List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant) {
        return accepting.accept(batch, grant);
    }

    @Override
    public List<LeasedDelivery> claim(String channel, int limit, LeaseGrant grant, Supplier<LeaseToken> tokens) {
        return claiming.claim(channel, limit, grant, tokens);
    }

    @Override
    public @Nullable Instant nextDue(String channel) {
        return claiming.nextDue(channel);
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        return claiming.renew(held, duration);
    }

    @Override
    public List<CompletionResult> complete(List<Completion> batch) {
        return completing.complete(batch);
    }

    @Override
    public Optional<Delivery> cancel(String tenant, DeliveryId id) {
        return changing.cancel(tenant, id);
    }

    @Override
    public List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing) {
        return changing.replay(tenant, ids, spacing);
    }

    @Override
    public Optional<Notification> notification(String tenant, NotificationId id) {
        return querying.notification(tenant, id);
    }

    @Override
    public Optional<Delivery> delivery(String tenant, DeliveryId id) {
        return querying.delivery(tenant, id);
    }

    @Override
    public List<Attempt> attempts(String tenant, DeliveryId id) {
        return querying.attempts(tenant, id);
    }

    @Override
    public Page<Delivery> deliveries(DeliveryFilter filter, @Nullable String cursor, int limit) {
        return querying.deliveries(filter, cursor, limit);
    }

    @Override
    public int count(DeliveryFilter filter, int bound) {
        return querying.count(filter, bound);
    }

    @Override
    public List<Backlog> backlog() {
        return backlogs.backlog();
    }

    @Override
    public Endpoint put(Endpoint endpoint) {
        return endpoints.put(endpoint);
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
    public @Nullable FailureStreak recordFailure(EndpointKey key) {
        return endpoints.recordFailure(key);
    }

    @Override
    public void recordSuccess(EndpointKey key) {
        endpoints.recordSuccess(key);
    }

    @Override
    public boolean disable(EndpointKey key, String reason) {
        return endpoints.disable(key, reason);
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
    public void saveOffset(String label, String offset) {
        offsets.saveOffset(label, offset);
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
    public void create(ApiKey key, byte[] hash) {
        keys.create(key, hash);
    }

    @Override
    public Optional<ApiKey> byHash(byte[] hash) {
        return keys.byHash(hash);
    }

    @Override
    public List<ApiKey> keys() {
        return keys.keys();
    }

    @Override
    public boolean revoke(String id) {
        return keys.revoke(id);
    }

    @Override
    public boolean anyInForce() {
        return keys.anyInForce();
    }

    @Override
    public int removeFinished(Instant before, int limit) {
        return retention.removeFinished(before, limit);
    }

    @Override
    public int removeIdempotency(Instant before, int limit) {
        return retention.removeIdempotency(before, limit);
    }

    @Override
    public int removeOperational(Instant before, int limit) {
        return retention.removeOperational(before, limit);
    }

    @Override
    public int removeIdle(Instant before, int limit) {
        return retention.removeIdle(before, limit);
    }

    @Override
    public EndpointTrouble leaveAlone(EndpointKey key, EndpointTrouble.Reason reason, int opened, Duration duration) {
        return troubles.leaveAlone(key, reason, opened, duration);
    }

    @Override
    public @Nullable EndpointTrouble probe(EndpointKey key, Duration window) {
        return troubles.probe(key, window);
    }

    @Override
    public @Nullable EndpointTrouble recovered(EndpointKey key, int opened) {
        return troubles.recovered(key, opened);
    }

    @Override
    public List<EndpointTrouble> troublesSince(Instant since, int limit) {
        return troubles.troublesSince(since, limit);
    }

    @Override
    public List<Duration> take(List<RateTake> batch) {
        return rates.take(batch);
    }

    @Override
    public void beat(NodeBeat beat) {
        nodes.beat(beat);
        DatabaseClock follows = measured;
        if (follows != null) {
            database.read("ask for the time", handle -> {
                follows.measure(handle.getConnection());
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
}
