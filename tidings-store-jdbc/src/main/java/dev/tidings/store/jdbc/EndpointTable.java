package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.store.EndpointStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Keeps endpoints, their secrets sealed. */
public final class EndpointTable implements EndpointStore {
    private static final String KEY = " WHERE tenant = :tenant AND recipient = :recipient AND channel = :channel";
    private static final String VERSION = " AND version = :version";
    private static final String PAUSE = "UPDATE endpoints SET paused_until = :until, version = version + 1";
    private static final String INSERT = "INSERT INTO endpoints (tenant, recipient, channel, address, enabled,"
            + " disabled_reason, paused_until, secrets, auth, key_id, settings, created_at, updated_at, version) VALUES"
            + " (:tenant, :recipient, :channel, :address, :enabled, :reason, :paused, :secrets, :auth, :secretKey,"
            + " :settings, :now, :now, :now)";
    // Enabling what was disabled ends its streak: the owner says that it works now.
    private static final String CHANGES =
            "failing_since = CASE WHEN new.enabled > endpoints.enabled THEN NULL ELSE endpoints.failing_since END,"
                    + " failed_attempts = CASE WHEN new.enabled > endpoints.enabled THEN 0"
                    + " ELSE endpoints.failed_attempts END,"
                    + " address = new.address, enabled = new.enabled, disabled_reason = new.disabled_reason,"
                    + " paused_until = new.paused_until, secrets = new.secrets, auth = new.auth,"
                    + " key_id = new.key_id,"
                    + " settings = new.settings, updated_at = new.updated_at, version = endpoints.version + 1";
    /** The same changes to a row that is there. */
    private static final String REPLACE = "UPDATE endpoints SET failing_since = CASE WHEN :enabled > enabled THEN NULL"
            + " ELSE failing_since END, failed_attempts = CASE WHEN :enabled > enabled THEN 0 ELSE failed_attempts END,"
            + " address = :address, enabled = :enabled, disabled_reason = :reason, paused_until = :paused, secrets ="
            + " :secrets, auth = :auth, key_id = :secretKey, settings = :settings, updated_at = :now, version = version +"
            + " 1";

    private static final int RECIPIENTS_A_QUERY = 500;

    private final Database database;
    private final InstantSource clock;
    private final EndpointSecrets secrets;
    private final SecretKeyTable keys;
    private final EndpointRows rows;
    private final OperationalEvents events;
    private final String put;
    private final String create;

    public EndpointTable(Database database, InstantSource clock, SecretKeyTable keys, OperationalEvents events) {
        this.database = database;
        this.clock = clock;
        this.keys = keys;
        this.secrets = keys.endpointSecrets();
        this.rows = new EndpointRows(secrets);
        this.events = events;
        this.create = database.dialect().insertOrIgnore(INSERT);
        this.put = database.dialect().insertOrUpdate(INSERT, "tenant, recipient, channel", CHANGES);
    }

    @Override
    public Endpoint put(Endpoint endpoint) {
        return written(endpoint, put, update -> {}).orElseThrow();
    }

    @Override
    public Optional<Endpoint> replace(Endpoint endpoint, long version) {
        return version == Endpoint.NEW
                ? written(endpoint, create, update -> {})
                : written(endpoint, REPLACE + KEY + VERSION, update -> update.bind("version", version));
    }

    /** The endpoint as it is stored now; empty when the statement changed nothing. */
    private Optional<Endpoint> written(Endpoint endpoint, String sql, Consumer<SqlStatement<?>> more) {
        byte[] sealedSecrets = secrets.sealSecrets(endpoint.key(), endpoint.secrets());
        byte[] sealedAuth = secrets.sealAuth(endpoint.key(), endpoint.auth());
        return database.write("put an endpoint", tx -> {
            var update = keyed(tx.handle().createUpdate(sql), endpoint.key())
                    .bind("address", endpoint.address())
                    .bind("enabled", endpoint.enabled())
                    .bind("reason", endpoint.disabledReason())
                    .bind("paused", ms(endpoint.pausedUntil()))
                    .bind("secrets", sealedSecrets)
                    .bind("auth", sealedAuth)
                    .bind("secretKey", keys.hold(tx.handle()))
                    .bind("settings", secrets.writeSettings(endpoint.settings()))
                    .bind("now", clock.instant().toEpochMilli());
            more.accept(update);
            return update.execute() == 0 ? Optional.empty() : find(tx.handle(), endpoint.key());
        });
    }

    @Override
    public Optional<Endpoint> find(EndpointKey key) {
        return database.read("read an endpoint", handle -> find(handle, key));
    }

    @Override
    public Map<String, List<Endpoint>> ofRecipients(String tenant, Collection<String> recipients) {
        Map<String, List<Endpoint>> found = new LinkedHashMap<>();
        recipients.forEach(recipient -> found.put(recipient, new ArrayList<>()));
        if (found.isEmpty()) {
            return found;
        }
        List<String> wanted = List.copyOf(found.keySet());
        return database.read("read endpoints", handle -> {
            for (int from = 0; from < wanted.size(); from += RECIPIENTS_A_QUERY) {
                List<String> some = wanted.subList(from, Math.min(from + RECIPIENTS_A_QUERY, wanted.size()));
                handle.createQuery(EndpointRows.SELECT
                                + " WHERE tenant = :tenant AND recipient IN (<recipients>) ORDER BY channel")
                        .bind("tenant", tenant)
                        .bindList("recipients", some)
                        .map((row, context) -> rows.read(row))
                        .forEach(endpoint -> found.getOrDefault(endpoint.key().recipient(), new ArrayList<>())
                                .add(endpoint));
            }
            return found;
        });
    }

    @Override
    public boolean delete(EndpointKey key) {
        return changed("delete an endpoint", key, "DELETE FROM endpoints" + KEY, update -> {});
    }

    @Override
    public boolean delete(EndpointKey key, long version) {
        return changed(
                "delete an endpoint",
                key,
                "DELETE FROM endpoints" + KEY + VERSION,
                update -> update.bind("version", version));
    }

    @Override
    public void recordTest(EndpointKey key, EndpointTest test) {
        changed(
                "record a test",
                key,
                "UPDATE endpoints SET test_status = :status, test_error = :error, tested_at = :at" + KEY
                        + " AND (tested_at IS NULL OR tested_at <= :at)",
                update -> update.bind("status", test.status())
                        .bind("error", test.error())
                        .bind("at", test.at().toEpochMilli()));
    }

    @Override
    public boolean pause(EndpointKey key, @Nullable Instant until) {
        return changed("pause an endpoint", key, PAUSE + KEY, update -> update.bind("until", ms(until)));
    }

    @Override
    public boolean pause(EndpointKey key, @Nullable Instant until, long version) {
        return changed(
                "pause an endpoint",
                key,
                PAUSE + KEY + VERSION,
                update -> update.bind("until", ms(until)).bind("version", version));
    }

    @Override
    public @Nullable ConsecutiveFailures recordFailure(EndpointKey key) {
        return database.write("record a failure", tx -> {
            int known = keyed(
                            tx.handle()
                                    .createUpdate("UPDATE endpoints SET failing_since = coalesce(failing_since, :now),"
                                            + " failed_attempts = failed_attempts + 1" + KEY),
                            key)
                    .bind("now", clock.instant().toEpochMilli())
                    .execute();
            return known == 0 ? null : streak(tx.handle(), key);
        });
    }

    @Override
    public void recordSuccess(EndpointKey key) {
        // The usual case is that there is no streak to end: then nothing is written.
        boolean failing = database.read(
                "look for a streak",
                handle -> keyed(
                                handle.createQuery("SELECT 1 FROM endpoints" + KEY + " AND failing_since IS NOT NULL"),
                                key)
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent());
        if (failing) {
            changed(
                    "record a success",
                    key,
                    "UPDATE endpoints SET failing_since = NULL, failed_attempts = 0" + KEY
                            + " AND failing_since IS NOT NULL",
                    update -> {});
        }
    }

    @Override
    public boolean disable(EndpointKey key, String reason, long version) {
        return disable(key, reason, VERSION, update -> update.bind("version", version));
    }

    @Override
    public boolean disable(EndpointKey key, String reason, ConsecutiveFailures streak) {
        return disable(
                key,
                reason,
                " AND failing_since = :since AND failed_attempts >= :attempts",
                update -> update.bind("since", streak.since().toEpochMilli()).bind("attempts", streak.attempts()));
    }

    private boolean disable(EndpointKey key, String reason, String guard, Consumer<SqlStatement<?>> parameters) {
        return database.write("disable an endpoint", tx -> {
            Instant now = clock.instant();
            var update = keyed(
                            tx.handle()
                                    .createUpdate("UPDATE endpoints SET enabled = :off, disabled_reason = :reason,"
                                            + " updated_at = :now, version = version + 1" + KEY + " AND enabled = :on"
                                            + guard),
                            key)
                    .bind("on", true)
                    .bind("off", false)
                    .bind("reason", reason)
                    .bind("now", now.toEpochMilli());
            parameters.accept(update);
            int disabled = update.execute();
            if (disabled == 1) {
                events.insert(
                        tx.handle(),
                        key.tenant(),
                        "endpoint.disabled",
                        key.recipient() + "/" + key.channel(),
                        reason,
                        now);
            }
            return disabled == 1;
        });
    }

    private static @Nullable ConsecutiveFailures streak(Handle handle, EndpointKey key) {
        return keyed(handle.createQuery("SELECT failing_since, failed_attempts FROM endpoints" + KEY), key)
                .map((row, context) -> Optional.ofNullable(EndpointRows.streak(row)))
                .one()
                .orElse(null);
    }

    private Optional<Endpoint> find(Handle handle, EndpointKey key) {
        return keyed(handle.createQuery(EndpointRows.SELECT + KEY), key)
                .map((row, context) -> rows.read(row))
                .findOne();
    }

    private boolean changed(String doing, EndpointKey key, String sql, Consumer<SqlStatement<?>> parameters) {
        return database.write(doing, tx -> {
            var update = keyed(tx.handle().createUpdate(sql), key);
            parameters.accept(update);
            return update.execute() == 1;
        });
    }

    private static <S extends SqlStatement<S>> S keyed(S statement, EndpointKey key) {
        return statement
                .bind("tenant", key.tenant())
                .bind("recipient", key.recipient())
                .bind("channel", key.channel());
    }

    private static @Nullable Long ms(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }
}
