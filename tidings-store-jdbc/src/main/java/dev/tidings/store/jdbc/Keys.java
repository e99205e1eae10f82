package dev.tidings.store.jdbc;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.KeyStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps API keys by the hash of their secret. */
public final class Keys implements KeyStore {
    private static final String SELECT = "SELECT id, tenant, name, scopes, created_at, revoked_at FROM api_keys";

    private final Database database;
    private final InstantSource clock;

    public Keys(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void create(ApiKey key, byte[] hash) {
        String scopes = key.scopes().stream().sorted().map(Scope::code).collect(Collectors.joining(","));
        database.write(
                "create a key",
                tx -> tx.handle()
                        .createUpdate("INSERT INTO api_keys (id, tenant, name, scopes, hash, created_at, revoked_at)"
                                + " VALUES (:id, :tenant, :name, :scopes, :hash, :created, :revoked)")
                        .bind("id", key.id())
                        .bind("tenant", key.tenant())
                        .bind("name", key.name())
                        .bind("scopes", scopes)
                        .bind("hash", hash)
                        .bind("created", key.createdAt().toEpochMilli())
                        .bind(
                                "revoked",
                                key.revokedAt() == null ? null : key.revokedAt().toEpochMilli())
                        .execute());
    }

    @Override
    public Optional<ApiKey> byHash(byte[] hash) {
        return database.read(
                "read a key",
                handle -> handle.createQuery(SELECT + " WHERE hash = :hash")
                        .bind("hash", hash)
                        .map((row, context) -> read(row))
                        .findOne());
    }

    @Override
    public List<ApiKey> keys() {
        return database.read(
                "list keys",
                handle -> handle.createQuery(SELECT + " ORDER BY created_at, id")
                        .map((row, context) -> read(row))
                        .list());
    }

    @Override
    public boolean revoke(String id) {
        return database.write(
                "revoke a key",
                tx -> tx.handle()
                                .createUpdate(
                                        "UPDATE api_keys SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL")
                                .bind("now", clock.instant().toEpochMilli())
                                .bind("id", id)
                                .execute()
                        == 1);
    }

    @Override
    public boolean anyInForce() {
        return database.read(
                "look for keys",
                handle -> handle.createQuery("SELECT EXISTS (SELECT 1 FROM api_keys WHERE revoked_at IS NULL)")
                        .mapTo(Boolean.class)
                        .one());
    }

    private static ApiKey read(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("name"),
                scopes(row.getString("scopes")),
                Columns.time(row, "created_at"),
                Columns.timeOrNull(row, "revoked_at"));
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
