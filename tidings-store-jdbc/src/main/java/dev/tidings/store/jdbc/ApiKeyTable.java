package dev.tidings.store.jdbc;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.KeyStore;
import dev.tidings.core.store.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** API keys, found by the hash of their secret. */
public final class ApiKeyTable implements KeyStore {
    private static final Keyset<ApiKey> LISTING = Keyset.ascending("keys", ApiKeyTable::read, ApiKey::id);

    public static final Sql LIST = Sql.of("""
        SELECT id, tenant, name, scopes, created_at, revoked_at, expires_at, networks, types, recipients,
            last_used_at
        FROM api_keys
        WHERE tenant = :tenant AND id > :after
        ORDER BY id
        LIMIT :rows
        """);

    private static final Sql LIST_ALL = Sql.of("""
        SELECT id, tenant, name, scopes, created_at, revoked_at, expires_at, networks, types, recipients,
            last_used_at
        FROM api_keys
        WHERE id > :after
        ORDER BY id
        LIMIT :rows
        """);

    private static final Sql BY_HASH = Sql.of("""
        SELECT id, tenant, name, scopes, created_at, revoked_at, expires_at, networks, types, recipients,
            last_used_at
        FROM api_keys
        WHERE hash = :hash
        """);

    private static final Sql BY_ID = Sql.of("""
        SELECT id, tenant, name, scopes, created_at, revoked_at, expires_at, networks, types, recipients,
            last_used_at
        FROM api_keys
        WHERE id = :id AND tenant = :tenant
        """);

    private static final Sql FIND = Sql.of("""
        SELECT id, tenant, name, scopes, created_at, revoked_at, expires_at, networks, types, recipients,
            last_used_at
        FROM api_keys
        WHERE id = :id
        """);

    private static final Sql CREATE = Sql.of("""
        INSERT INTO api_keys (id, tenant, name, scopes, hash, created_at, revoked_at, expires_at, networks, types,
            recipients, last_used_at)
        VALUES (:id, :tenant, :name, :scopes, :hash, :created, :revoked, :expires, :networks, :types,
            :recipients, :used)
        """);

    private static final Sql REVOKE = Sql.of("""
        UPDATE api_keys SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL
        """);

    private static final Sql EXPIRE = Sql.of("""
        UPDATE api_keys SET expires_at = :at WHERE id = :id AND revoked_at IS NULL
        """);

    private static final Sql USED = Sql.of("""
        UPDATE api_keys
        SET last_used_at = :at
        WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :at)
        """);

    private static final Sql ANY_IN_FORCE = Sql.of("""
        SELECT EXISTS (SELECT 1 FROM api_keys WHERE revoked_at IS NULL) AS found
        """);

    private final Database database;
    private final InstantSource clock;

    public ApiKeyTable(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void create(ApiKey key, byte[] hash) {
        String scopes = key.scopes().stream().sorted().map(Scope::code).collect(Collectors.joining(","));
        database.write(
                "create a key",
                tx -> tx.prepared(CREATE)
                        .text("id", key.id())
                        .text("tenant", key.tenant())
                        .text("name", key.name())
                        .text("scopes", scopes)
                        .bytes("hash", hash)
                        .time("created", key.createdAt())
                        .time("revoked", key.revokedAt())
                        .time("expires", key.limits().expiresAt())
                        .text("networks", lines(key.limits().networks()))
                        .text("types", lines(key.limits().types()))
                        .text("recipients", lines(key.limits().recipients()))
                        .time("used", key.lastUsedAt())
                        .update());
    }

    @Override
    public Optional<ApiKey> byHash(byte[] hash) {
        return database.read(
                "read a key", tx -> tx.prepared(BY_HASH).bytes("hash", hash).first(ApiKeyTable::read));
    }

    @Override
    public Optional<ApiKey> key(String tenant, String id) {
        return database.read(
                "read a key by its id",
                tx -> tx.prepared(BY_ID).text("id", id).text("tenant", tenant).first(ApiKeyTable::read));
    }

    @Override
    public Optional<ApiKey> find(String id) {
        return database.read(
                "find a key", tx -> tx.prepared(FIND).text("id", id).first(ApiKeyTable::read));
    }

    @Override
    public Page<ApiKey> keys(@Nullable String tenant, @Nullable String cursor, int limit) {
        return tenant == null
                ? LISTING.page(database, LIST_ALL, cursor, limit, list -> list)
                : LISTING.page(database, LIST, tenant, cursor, limit);
    }

    @Override
    public boolean revoke(String id) {
        return database.write(
                "revoke a key",
                tx -> tx.prepared(REVOKE)
                                .time("now", clock.instant())
                                .text("id", id)
                                .update()
                        == 1);
    }

    @Override
    public boolean expireKey(String id, Instant at) {
        return database.write(
                "set the expiry of a key",
                tx -> tx.prepared(EXPIRE).time("at", at).text("id", id).update() == 1);
    }

    @Override
    public void used(String id, Instant at) {
        database.write(
                "record the use of a key",
                tx -> tx.prepared(USED).time("at", at).text("id", id).update());
    }

    @Override
    public boolean anyInForce() {
        return database.read("look for keys", tx -> tx.prepared(ANY_IN_FORCE).one(row -> row.getBoolean("found")));
    }

    private static ApiKey read(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("name"),
                scopes(row.getString("scopes")),
                Columns.time(row, "created_at"),
                Columns.timeOrNull(row, "revoked_at"),
                new KeyLimits(
                        Columns.timeOrNull(row, "expires_at"),
                        items(row.getString("networks")),
                        items(row.getString("types")),
                        items(row.getString("recipients"))),
                Columns.timeOrNull(row, "last_used_at"));
    }

    /** No item has a line break. */
    private static String lines(List<String> items) {
        return String.join("\n", items);
    }

    private static List<String> items(String lines) {
        return lines.isEmpty() ? List.of() : List.of(lines.split("\n", -1));
    }

    private static Set<Scope> scopes(String codes) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String code : List.of(codes.split(",", -1))) {
            if (!code.isEmpty()) {
                scopes.add(Scope.valueOf(code.toUpperCase(Locale.ROOT)));
            }
        }
        return scopes;
    }
}
