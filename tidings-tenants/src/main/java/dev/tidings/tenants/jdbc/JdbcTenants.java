package dev.tidings.tenants.jdbc;

import dev.tidings.core.store.Page;
import dev.tidings.core.tenant.TenantData;
import dev.tidings.core.tenant.TenantUsage;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.Keyset;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.TenantTable;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.tenants.Tenant;
import dev.tidings.tenants.TenantStore;
import dev.tidings.tenants.UsageStore;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tenants in a store's database. */
public final class JdbcTenants implements TenantStore {
    private static final Keyset<Tenant> LISTING = Keyset.ascending("tenants", TenantRows::known, Tenant::id);

    static final Sql FIND = Sql.of("""
        SELECT tenant, display_name, status, weight, intents_per_second, waiting_deliveries, endpoints, stored_bytes,
            suspended_at, created_at, updated_at, version
        FROM tenants
        WHERE tenant = :tenant
        """);

    static final Sql HAS_KEY = Sql.of("""
        SELECT 1 FROM api_keys WHERE tenant = :tenant LIMIT 1
        """);

    static final Sql LIST = Sql.of("""
        SELECT k.tenant, t.display_name, t.status, t.weight, t.intents_per_second, t.waiting_deliveries, t.endpoints,
            t.stored_bytes, t.suspended_at, t.created_at, t.updated_at, t.version
        FROM (
            SELECT tenant FROM (SELECT tenant FROM tenants WHERE tenant > :after ORDER BY tenant LIMIT :rows) stored
            UNION
            SELECT tenant
            FROM (SELECT DISTINCT tenant FROM api_keys WHERE tenant > :after ORDER BY tenant LIMIT :rows) with_keys
        ) k
        LEFT JOIN tenants t ON t.tenant = k.tenant
        ORDER BY k.tenant
        LIMIT :rows
        """);

    static final Sql STORED = Sql.of("""
        SELECT tenant, display_name, status, weight, intents_per_second, waiting_deliveries, endpoints, stored_bytes,
            suspended_at, created_at, updated_at, version
        FROM tenants
        WHERE tenant > :after
        ORDER BY tenant
        LIMIT :rows
        """);

    /** The version starts with the time, so that a tenant that is created again has another one. */
    private static final DialectSql INSERT = DialectSql.of("""
        INSERT INTO tenants (tenant, display_name, status, weight, intents_per_second, waiting_deliveries, endpoints,
            stored_bytes, suspended_at, created_at, updated_at, version)
        VALUES (:tenant, :displayName, :status, :weight, :intentsPerSecond, :waitingDeliveries, :endpoints, :storedBytes,
            :suspendedAt, :now, :now, :now)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO tenants (tenant, display_name, status, weight, intents_per_second, waiting_deliveries, endpoints,
            stored_bytes, suspended_at, created_at, updated_at, version)
        VALUES (:tenant, :displayName, :status, :weight, :intentsPerSecond, :waitingDeliveries, :endpoints, :storedBytes,
            :suspendedAt, :now, :now, :now)
        """);

    private static final Sql UPDATE = Sql.of("""
        UPDATE tenants
        SET display_name = :displayName, status = :status, weight = :weight, intents_per_second = :intentsPerSecond,
            waiting_deliveries = :waitingDeliveries, endpoints = :endpoints, stored_bytes = :storedBytes,
            suspended_at = :suspendedAt, updated_at = :now, version = version + 1
        WHERE tenant = :tenant AND version = :expected
        """);

    private static final Sql REMOVE = Sql.of("""
        DELETE FROM tenants WHERE tenant = :tenant AND status = 'deleting'
        """);

    static final Sql USAGE = Sql.of("""
        SELECT tenant, waiting_deliveries, stored_bytes, counted_at FROM tenant_usage WHERE tenant = :tenant
        """);

    static final Sql USAGES = Sql.of("""
        SELECT tenant, waiting_deliveries, stored_bytes, counted_at
        FROM tenant_usage
        WHERE tenant > :after
        ORDER BY tenant
        LIMIT :rows
        """);

    static final Sql ENDPOINTS = Sql.of("""
        SELECT count(*) AS endpoints FROM (SELECT 1 FROM endpoints WHERE tenant = :tenant LIMIT :bound) counted
        """);

    private final JdbcStore store;
    private final Database database;
    private final InstantSource clock;
    private final Sql insert;

    public JdbcTenants(JdbcStore store) {
        this.store = store;
        this.database = store.database();
        this.clock = store.clock();
        this.insert = database.dialect().of(INSERT);
    }

    /** Returns a new counter of what tenants use, in the same database. */
    public UsageStore counter() {
        return new JdbcUsage(store);
    }

    /** Returns the counts of tenants; the row of a tenant itself is removed last. */
    public TenantData usageData() {
        return new TenantTable(database, "tenant_usage", "tenant");
    }

    @Override
    public Optional<Tenant> find(String id) {
        return database.read("read a tenant", tx -> {
            Optional<Tenant> stored = find(tx, id);
            return stored.isPresent()
                            || !tx.prepared(HAS_KEY).text("tenant", id).exists()
                    ? stored
                    : Optional.of(Tenant.implied(id));
        });
    }

    @Override
    public Page<Tenant> list(@Nullable String cursor, int limit) {
        return LISTING.page(database, LIST, cursor, limit, list -> list);
    }

    @Override
    public List<Tenant> stored(String after, int limit) {
        return database.read(
                "read the stored tenants",
                tx -> tx.prepared(STORED)
                        .text("after", after)
                        .number("rows", limit)
                        .list(TenantRows::stored));
    }

    @Override
    public Optional<Tenant> replace(Tenant wanted, long expected) {
        return database.write("write a tenant", tx -> {
            Instant now = clock.instant();
            int written = expected == Tenant.NEW
                    ? TenantRows.bind(tx.prepared(insert), wanted)
                            .time("now", now)
                            .update()
                    : TenantRows.bind(tx.prepared(UPDATE), wanted)
                            .time("now", now)
                            .number("expected", expected)
                            .update();
            return written == 1 ? find(tx, wanted.id()) : Optional.empty();
        });
    }

    @Override
    public boolean remove(String id) {
        return database.write(
                "remove a tenant", tx -> tx.prepared(REMOVE).text("tenant", id).update() == 1);
    }

    @Override
    public Optional<TenantUsage> usage(String id) {
        return database.read(
                "read what a tenant uses",
                tx -> tx.prepared(USAGE).text("tenant", id).first(TenantRows::usage));
    }

    @Override
    public List<TenantUsage> usages(String after, int limit) {
        return database.read(
                "read what tenants use",
                tx -> tx.prepared(USAGES)
                        .text("after", after)
                        .number("rows", limit)
                        .list(TenantRows::usage));
    }

    @Override
    public int endpoints(String id, int bound) {
        return database.read(
                "count the endpoints of a tenant",
                tx -> tx.prepared(ENDPOINTS)
                        .text("tenant", id)
                        .number("bound", bound)
                        .one(row -> row.getInt("endpoints")));
    }

    private static Optional<Tenant> find(Transaction tx, String id) throws SQLException {
        return tx.prepared(FIND).text("tenant", id).first(TenantRows::stored);
    }
}
