package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.EndpointFilter;
import dev.tidings.core.store.EndpointRoom;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.Page;
import dev.tidings.core.tenant.EndpointQuotas;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Endpoints; their secrets are encrypted. */
public final class EndpointTable implements EndpointStore {
    private static final int RECIPIENTS_PER_QUERY = 500;

    // Enabling a disabled endpoint resets its consecutive failures.
    private static final DialectSql PUT = DialectSql.of("""
        INSERT INTO endpoints (id, tenant, recipient, channel, name, address, types, metadata, enabled, disabled_reason,
            paused_until, secrets, auth, key_id, settings, created_at, updated_at, version)
        VALUES (:id, :tenant, :recipient, :channel, :name, :address, :types, :metadata, :enabled, :reason,
            :paused, :secrets, :auth, :secretKey, :settings, :now, :now, :now)
        ON CONFLICT (tenant, recipient, channel, name) DO UPDATE SET
            failing_since = CASE WHEN excluded.enabled > endpoints.enabled THEN NULL ELSE endpoints.failing_since END,
            failed_attempts = CASE WHEN excluded.enabled > endpoints.enabled THEN 0 ELSE endpoints.failed_attempts END,
            address = excluded.address, types = excluded.types, metadata = excluded.metadata,
            enabled = excluded.enabled, disabled_reason = excluded.disabled_reason,
            paused_until = excluded.paused_until, secrets = excluded.secrets, auth = excluded.auth,
            key_id = excluded.key_id, settings = excluded.settings, updated_at = excluded.updated_at,
            version = endpoints.version + 1
        """, """
        INSERT INTO endpoints (id, tenant, recipient, channel, name, address, types, metadata, enabled, disabled_reason,
            paused_until, secrets, auth, key_id, settings, created_at, updated_at, version)
        VALUES (:id, :tenant, :recipient, :channel, :name, :address, :types, :metadata, :enabled, :reason,
            :paused, :secrets, :auth, :secretKey, :settings, :now, :now, :now)
        ON DUPLICATE KEY UPDATE
            failing_since = CASE WHEN VALUES(enabled) > endpoints.enabled THEN NULL ELSE endpoints.failing_since END,
            failed_attempts = CASE WHEN VALUES(enabled) > endpoints.enabled THEN 0 ELSE endpoints.failed_attempts END,
            address = VALUES(address), types = VALUES(types), metadata = VALUES(metadata),
            enabled = VALUES(enabled), disabled_reason = VALUES(disabled_reason),
            paused_until = VALUES(paused_until), secrets = VALUES(secrets), auth = VALUES(auth),
            key_id = VALUES(key_id), settings = VALUES(settings), updated_at = VALUES(updated_at),
            version = endpoints.version + 1
        """);

    private static final DialectSql CREATE = DialectSql.of("""
        INSERT INTO endpoints (id, tenant, recipient, channel, name, address, types, metadata, enabled, disabled_reason,
            paused_until, secrets, auth, key_id, settings, created_at, updated_at, version)
        VALUES (:id, :tenant, :recipient, :channel, :name, :address, :types, :metadata, :enabled, :reason,
            :paused, :secrets, :auth, :secretKey, :settings, :now, :now, :now)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO endpoints (id, tenant, recipient, channel, name, address, types, metadata, enabled, disabled_reason,
            paused_until, secrets, auth, key_id, settings, created_at, updated_at, version)
        VALUES (:id, :tenant, :recipient, :channel, :name, :address, :types, :metadata, :enabled, :reason,
            :paused, :secrets, :auth, :secretKey, :settings, :now, :now, :now)
        """);

    private static final Sql REPLACE = Sql.of("""
        UPDATE endpoints
        SET failing_since = CASE WHEN :enabled > enabled THEN NULL ELSE failing_since END,
            failed_attempts = CASE WHEN :enabled > enabled THEN 0 ELSE failed_attempts END,
            address = :address, types = :types, metadata = :metadata, enabled = :enabled, disabled_reason = :reason, paused_until = :paused,
            secrets = :secrets, auth = :auth, key_id = :secretKey, settings = :settings, updated_at = :now,
            version = version + 1
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name AND version = :version
        """);

    private static final Sql FIND = Sql.of("""
        SELECT id, tenant, recipient, channel, name, address, types, metadata, enabled, disabled_reason, paused_until,
            secrets, auth, settings,
            failing_since, failed_attempts, test_status, test_error, tested_at, created_at, updated_at, version
        FROM endpoints
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name
        """);

    private static final Sql FIND_ID = Sql.of("""
        SELECT id, tenant, recipient, channel, name, address, types, metadata, enabled, disabled_reason, paused_until,
            secrets, auth, settings,
            failing_since, failed_attempts, test_status, test_error, tested_at, created_at, updated_at, version
        FROM endpoints
        WHERE id = :id AND tenant = :tenant
        """);

    private static final Sql COUNT = Sql.of("""
        SELECT count(*) AS endpoints
        FROM endpoints
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel
        """);

    private static final Sql COUNT_OF_TENANT = Sql.of("""
        SELECT count(*) AS endpoints FROM (SELECT 1 FROM endpoints WHERE tenant = :tenant LIMIT :most) present
        """);

    private static final Sql OF_RECIPIENTS = Sql.of("""
        SELECT id, tenant, recipient, channel, name, address, types, metadata, enabled, disabled_reason, paused_until,
            secrets, auth, settings,
            failing_since, failed_attempts, test_status, test_error, tested_at, created_at, updated_at, version
        FROM endpoints
        WHERE tenant = :tenant AND recipient IN ({:recipient})
        ORDER BY channel, name
        """);

    private static final Sql DELETE = Sql.of("""
        DELETE FROM endpoints
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name
        """);

    private static final Sql DELETE_VERSION = Sql.of("""
        DELETE FROM endpoints
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name AND version = :version
        """);

    private static final Sql RECORD_TEST = Sql.of("""
        UPDATE endpoints
        SET test_status = :status, test_error = :error, tested_at = :at
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name
            AND (tested_at IS NULL OR tested_at <= :at)
        """);

    private static final Sql PAUSE = Sql.of("""
        UPDATE endpoints
        SET paused_until = :until, version = version + 1
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name
        """);

    private static final Sql PAUSE_VERSION = Sql.of("""
        UPDATE endpoints
        SET paused_until = :until, version = version + 1
        WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel AND name = :name AND version = :version
        """);

    private final Database database;
    private final InstantSource clock;
    private final EndpointSecrets secrets;
    private final SecretKeyTable keys;
    private final EndpointRows rows;
    private final EndpointListing listing;
    private final EndpointFailureTable failures;
    private final Sql put;
    private final Sql create;

    public EndpointTable(Database database, InstantSource clock, SecretKeyTable keys, OperationalEventTable events) {
        this.database = database;
        this.clock = clock;
        this.keys = keys;
        this.secrets = keys.endpointSecrets();
        this.rows = new EndpointRows(secrets);
        this.listing = new EndpointListing(rows);
        this.failures = new EndpointFailureTable(database, clock, events);
        this.create = database.dialect().of(CREATE);
        this.put = database.dialect().of(PUT);
    }

    /** Sets a statement's parameters besides the key of the endpoint. */
    @FunctionalInterface
    private interface Parameters {
        Binding in(Binding statement) throws SQLException;
    }

    @Override
    public Endpoint put(Endpoint endpoint) {
        Sealed sealed = seal(endpoint);
        return database.write("put an endpoint", tx -> {
            Binding update = tx.prepared(put).id("id", endpoint.id());
            configured(update, endpoint, sealed, keys.hold(tx)).update();
            return find(tx, endpoint.key()).orElseThrow();
        });
    }

    @Override
    public Optional<Endpoint> create(Endpoint endpoint, EndpointRoom room) {
        Sealed sealed = seal(endpoint);
        return database.write("create an endpoint", tx -> {
            // One creation at a time, so that none is missing in another's count.
            String secretKey = keys.holdAlone(tx);
            if (keyed(tx.prepared(FIND), endpoint.key()).exists()) {
                return Optional.empty();
            }
            requireRoom(tx, endpoint.key(), room);
            Binding insert = tx.prepared(create).id("id", endpoint.id());
            boolean created = configured(insert, endpoint, sealed, secretKey).update() == 1;
            return created ? find(tx, endpoint.key()) : Optional.empty();
        });
    }

    private static void requireRoom(Transaction tx, EndpointKey key, EndpointRoom room) throws SQLException {
        int present = tx.prepared(COUNT)
                .text("tenant", key.tenant())
                .text("recipient", key.recipient())
                .text("channel", key.channel())
                .one(row -> row.getInt("endpoints"));
        if (present >= room.perRecipient()) {
            throw Problem.at(
                            ProblemCode.TOO_MANY_ENDPOINTS,
                            "name",
                            key.name(),
                            "the name of one of the " + present + " endpoints of " + key.recipient() + " on "
                                    + key.channel() + ", because limits.endpoints_per_recipient is "
                                    + room.perRecipient())
                    .exception();
        }
        if (room.perTenant() != EndpointQuotas.UNLIMITED) {
            requireQuota(tx, key.tenant(), room.perTenant());
        }
    }

    private static void requireQuota(Transaction tx, String tenant, long quota) throws SQLException {
        long present = tx.prepared(COUNT_OF_TENANT)
                .text("tenant", tenant)
                .number("most", quota)
                .one(row -> row.getLong("endpoints"));
        if (present >= quota) {
            throw Problem.quota(tenant, "endpoints", quota + " endpoints", "at most " + quota + " endpoints")
                    .exception();
        }
    }

    @Override
    public Optional<Endpoint> replace(Endpoint endpoint, long version) {
        Sealed sealed = seal(endpoint);
        return database.write("replace an endpoint", tx -> {
            Binding update = tx.prepared(REPLACE).number("version", version);
            boolean replaced =
                    configured(update, endpoint, sealed, keys.hold(tx)).update() == 1;
            return replaced ? find(tx, endpoint.key()) : Optional.empty();
        });
    }

    /** The encrypted columns of an endpoint. */
    private record Sealed(byte[] secrets, byte[] auth) {}

    private Sealed seal(Endpoint endpoint) {
        return new Sealed(
                secrets.sealSecrets(endpoint.key(), endpoint.secrets()),
                secrets.sealAuth(endpoint.key(), endpoint.auth()));
    }

    private Binding configured(Binding statement, Endpoint endpoint, Sealed sealed, String secretKey)
            throws SQLException {
        return keyed(statement, endpoint.key())
                .text("address", endpoint.address())
                .text("types", secrets.writeTypes(endpoint.types()))
                .text("metadata", secrets.writeSettings(endpoint.metadata()))
                .flag("enabled", endpoint.enabled())
                .text("reason", endpoint.disabledReason())
                .time("paused", endpoint.pausedUntil())
                .bytes("secrets", sealed.secrets())
                .bytes("auth", sealed.auth())
                .text("secretKey", secretKey)
                .text("settings", secrets.writeSettings(endpoint.settings()))
                .time("now", clock.instant());
    }

    @Override
    public Optional<Endpoint> find(String tenant, EndpointId id) {
        return database.read(
                "read an endpoint",
                tx -> tx.prepared(FIND_ID).id("id", id).text("tenant", tenant).first(rows::read));
    }

    @Override
    public Optional<Endpoint> find(EndpointKey key) {
        return database.read("read an endpoint", tx -> find(tx, key));
    }

    @Override
    public Page<Endpoint> list(EndpointFilter filter, @Nullable String cursor, int limit) {
        return database.read("list endpoints", tx -> listing.page(tx, filter, cursor, limit));
    }

    @Override
    public Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients) {
        Map<String, List<Endpoint>> found = new LinkedHashMap<>();
        recipients.forEach(recipient -> found.put(recipient, new ArrayList<>()));
        if (found.isEmpty()) {
            return found;
        }
        List<String> wanted = List.copyOf(found.keySet());
        return database.read("read endpoints", tx -> {
            for (int from = 0; from < wanted.size(); from += RECIPIENTS_PER_QUERY) {
                List<String> some = wanted.subList(from, Math.min(from + RECIPIENTS_PER_QUERY, wanted.size()));
                tx.prepared(OF_RECIPIENTS.repeat("recipient", some.size()))
                        .text("tenant", tenant)
                        .texts("recipient", some)
                        .list(rows::read)
                        .forEach(endpoint -> found.getOrDefault(endpoint.key().recipient(), new ArrayList<>())
                                .add(endpoint));
            }
            return found;
        });
    }

    @Override
    public boolean delete(EndpointKey key) {
        return changed("delete an endpoint", key, DELETE, statement -> statement);
    }

    @Override
    public boolean delete(EndpointKey key, long version) {
        return changed("delete an endpoint", key, DELETE_VERSION, statement -> statement.number("version", version));
    }

    @Override
    public void recordTest(EndpointKey key, EndpointTest test) {
        changed(
                "record a test",
                key,
                RECORD_TEST,
                statement -> statement
                        .text("status", test.status())
                        .text("error", test.error())
                        .time("at", test.at()));
    }

    @Override
    public boolean pause(EndpointKey key, @Nullable Instant until) {
        return changed("pause an endpoint", key, PAUSE, statement -> statement.time("until", until));
    }

    @Override
    public boolean pause(EndpointKey key, @Nullable Instant until, long version) {
        return changed(
                "pause an endpoint",
                key,
                PAUSE_VERSION,
                statement -> statement.time("until", until).number("version", version));
    }

    @Override
    public @Nullable ConsecutiveFailures recordFailure(EndpointKey key) {
        return failures.recordFailure(key);
    }

    @Override
    public void recordSuccess(EndpointKey key) {
        failures.recordSuccess(key);
    }

    @Override
    public boolean disable(EndpointKey key, String reason, long version) {
        return failures.disable(key, reason, version);
    }

    @Override
    public boolean disable(EndpointKey key, String reason, ConsecutiveFailures failing) {
        return failures.disable(key, reason, failing);
    }

    private Optional<Endpoint> find(Transaction tx, EndpointKey key) throws SQLException {
        return keyed(tx.prepared(FIND), key).first(rows::read);
    }

    private boolean changed(String doing, EndpointKey key, Sql sql, Parameters parameters) {
        return database.write(
                doing, tx -> parameters.in(keyed(tx.prepared(sql), key)).update() == 1);
    }

    static Binding keyed(Binding statement, EndpointKey key) throws SQLException {
        return statement
                .text("tenant", key.tenant())
                .text("recipient", key.recipient())
                .text("channel", key.channel())
                .text("name", key.name());
    }
}
