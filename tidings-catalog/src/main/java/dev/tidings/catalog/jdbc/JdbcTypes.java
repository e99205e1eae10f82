package dev.tidings.catalog.jdbc;

import dev.tidings.catalog.CatalogVersion;
import dev.tidings.catalog.NotificationType;
import dev.tidings.catalog.TypeDefinition;
import dev.tidings.catalog.TypeStore;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.Page;
import dev.tidings.core.tenant.TenantData;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.Keyset;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.TenantTable;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The types in a store's database. A change first raises the version of the tenant's catalogue, whose row lock makes
 * the changes of a tenant happen one after the other.
 */
public final class JdbcTypes implements TypeStore {
    private static final Keyset<NotificationType> LISTING =
            Keyset.ascending("types", TypeRows::type, NotificationType::name);

    private static final Sql FIND = Sql.of("""
        SELECT tenant, name, version, description, payload_schema, example, channels, mandatory, validation, deprecated_at,
            created_at, updated_at
        FROM types
        WHERE tenant = :tenant AND name = :name
        """);

    private static final Sql LIST = Sql.of("""
        SELECT tenant, name, version, description, payload_schema, example, channels, mandatory, validation, deprecated_at,
            created_at, updated_at
        FROM types
        WHERE tenant = :tenant AND name > :after
        ORDER BY name
        LIMIT :rows
        """);

    private static final Sql RULES = Sql.of("""
        SELECT name, version, validation, payload_schema IS NOT NULL AS has_schema, channels, deprecated_at
        FROM types
        WHERE tenant = :tenant
        ORDER BY name
        LIMIT :rows
        """);

    /** A version is at least the time, so that none is used again after the row was lost with its tenant. */
    private static final DialectSql RAISE = DialectSql.of("""
        INSERT INTO type_catalogs (tenant, version) VALUES (:tenant, :now)
        ON CONFLICT (tenant) DO UPDATE SET version = max(type_catalogs.version + 1, :now)
        """, """
        INSERT INTO type_catalogs (tenant, version) VALUES (:tenant, :now)
        ON CONFLICT (tenant) DO UPDATE SET version = greatest(type_catalogs.version + 1, :now)
        """, """
        INSERT INTO type_catalogs (tenant, version) VALUES (:tenant, :now)
        ON DUPLICATE KEY UPDATE version = greatest(version + 1, :now)
        """);

    private static final Sql VERSION = Sql.of("""
        SELECT version FROM type_catalogs WHERE tenant = :tenant
        """);

    private static final Sql VERSIONS = Sql.of("""
        SELECT tenant, version FROM type_catalogs WHERE tenant > :after ORDER BY tenant LIMIT :rows
        """);

    private static final Sql COUNT = Sql.of("""
        SELECT COUNT(*) AS types FROM types WHERE tenant = :tenant
        """);

    private static final Sql INSERT = Sql.of("""
        INSERT INTO types (tenant, name, version, description, payload_schema, example, channels, mandatory, validation,
            deprecated_at, created_at, updated_at)
        VALUES (:tenant, :name, :version, :description, :schema, :example, :channels, :mandatory, :validation,
            :deprecated, :created, :updated)
        """);

    private static final Sql UPDATE = Sql.of("""
        UPDATE types
        SET version = :version, description = :description, payload_schema = :schema, example = :example,
            channels = :channels, mandatory = :mandatory, validation = :validation, deprecated_at = :deprecated,
            updated_at = :updated
        WHERE tenant = :tenant AND name = :name AND version = :expected
        """);

    private static final Sql DELETE = Sql.of("""
        DELETE FROM types WHERE tenant = :tenant AND name = :name AND version = :expected
        """);

    private final Database database;
    private final InstantSource clock;
    private final Sql raise;

    public JdbcTypes(JdbcStore store) {
        this.database = store.database();
        this.clock = store.clock();
        this.raise = database.dialect().of(RAISE);
    }

    /** Returns the rows of tenants. */
    public List<TenantData> tenantData() {
        return List.of(
                new TenantTable(database, "types", "name"), new TenantTable(database, "type_catalogs", "version"));
    }

    @Override
    public Optional<NotificationType> find(String tenant, String name) {
        return database.read("read a type", tx -> find(tx, tenant, name));
    }

    @Override
    public Page<NotificationType> list(String tenant, @Nullable String cursor, int limit) {
        return LISTING.page(database, LIST, tenant, cursor, limit);
    }

    @Override
    public Optional<NotificationType> replace(
            String tenant, String name, TypeDefinition definition, long expected, int most) {
        return database.write("write a type", tx -> {
            long version = raise(tx, tenant);
            NotificationType present = find(tx, tenant, name).orElse(null);
            if (expected != (present == null ? NEW : present.version())) {
                return Optional.empty();
            }
            NotificationType wanted = type(tenant, name, definition, version, present);
            if (present == null) {
                refuseOverLimit(tx, tenant, most);
                TypeRows.bind(tx.prepared(INSERT), wanted)
                        .time("created", wanted.createdAt())
                        .update();
            } else {
                TypeRows.bind(tx.prepared(UPDATE), wanted)
                        .number("expected", expected)
                        .update();
            }
            return Optional.of(wanted);
        });
    }

    @Override
    public boolean delete(String tenant, String name, long expected) {
        return database.write("delete a type", tx -> {
            raise(tx, tenant);
            return tx.prepared(DELETE)
                            .text("tenant", tenant)
                            .text("name", name)
                            .number("expected", expected)
                            .update()
                    > 0;
        });
    }

    @Override
    public List<CatalogVersion> versions(String afterTenant, int limit) {
        return database.read(
                "read the versions of catalogues",
                tx -> tx.prepared(VERSIONS)
                        .text("after", afterTenant)
                        .number("rows", limit)
                        .list(row -> new CatalogVersion(row.getString("tenant"), row.getLong("version"))));
    }

    @Override
    public Rules rules(String tenant, int limit) {
        return database.read("read the rules of types", tx -> {
            long version = version(tx, tenant);
            return new Rules(
                    version,
                    tx.prepared(RULES)
                            .text("tenant", tenant)
                            .number("rows", limit)
                            .list(TypeRows::rule));
        });
    }

    private NotificationType type(
            String tenant, String name, TypeDefinition definition, long version, @Nullable NotificationType present) {
        Instant now = clock.instant();
        Instant deprecatedAt = null;
        if (definition.deprecated()) {
            deprecatedAt = present == null || present.deprecatedAt() == null ? now : present.deprecatedAt();
        }
        return new NotificationType(
                tenant, name, definition, version, deprecatedAt, present == null ? now : present.createdAt(), now);
    }

    private long raise(Transaction tx, String tenant) throws SQLException {
        tx.prepared(raise).text("tenant", tenant).time("now", clock.instant()).update();
        return version(tx, tenant);
    }

    private static long version(Transaction tx, String tenant) throws SQLException {
        return tx.prepared(VERSION)
                .text("tenant", tenant)
                .first(row -> row.getLong("version"))
                .orElse(NEW);
    }

    private static Optional<NotificationType> find(Transaction tx, String tenant, String name) throws SQLException {
        return tx.prepared(FIND).text("tenant", tenant).text("name", name).first(TypeRows::type);
    }

    private static void refuseOverLimit(Transaction tx, String tenant, int most) throws SQLException {
        long types = tx.prepared(COUNT)
                .text("tenant", tenant)
                .first(row -> row.getLong("types"))
                .orElse(0L);
        if (types >= most) {
            throw Problem.overLimit("types", types + " types", "at most " + most + " types per tenant")
                    .exception();
        }
    }
}
