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
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Keeps API keys by the hash of their secret. */
public final class Keys implements KeyStore {
    private static final String SELECT = "SELECT id, tenant, name, scopes, created_at, revoked_at, expires_at,"
            + " networks, types, recipients, last_used_at FROM api_keys";

    public static final String LIST = SELECT + " WHERE tenant = :tenant AND id > :after ORDER BY id LIMIT :limit";
    private static final String LIST_ALL = SELECT + " WHERE id > :after ORDER BY id LIMIT :limit";
    private static final String LISTING = "keys";

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
                        .createUpdate("INSERT INTO api_keys (id, tenant, name, scopes, hash, created_at, revoked_at,"
                                + " expires_at, networks, types, recipients, last_used_at) VALUES (:id,"
                                + " :tenant, :name, :scopes, :hash, :created, :revoked, :expires, :networks,"
                                + " :types, :recipients, :used)")
                        .bind("id", key.id())
                        .bind("tenant", key.tenant())
                        .bind("name", key.name())
                        .bind("scopes", scopes)
                        .bind("hash", hash)
                        .bind("created", key.createdAt().toEpochMilli())
                        .bind("revoked", ms(key.revokedAt()))
                        .bind("expires", ms(key.limits().expiresAt()))
                        .bind("networks", lines(key.limits().networks()))
                        .bind("types", lines(key.limits().types()))
                        .bind("recipients", lines(key.limits().recipients()))
                        .bind("used", ms(key.lastUsedAt()))
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
    public Optional<ApiKey> key(String tenant, String id) {
        return database.read(
                "read a key by its id",
                handle -> handle.createQuery(SELECT + " WHERE id = :id AND tenant = :tenant")
                        .bind("id", id)
                        .bind("tenant", tenant)
                        .map((row, context) -> read(row))
                        .findOne());
    }

    @Override
    public Page<ApiKey> keys(@Nullable String tenant, @Nullable String cursor, int limit) {
        String after = cursor == null ? "" : Cursors.place(LISTING, cursor);
        List<ApiKey> found = database.read("list keys", handle -> {
            Query query = handle.createQuery(tenant == null ? LIST_ALL : LIST)
                    .bind("after", after)
                    .bind("limit", limit + 1);
            return (tenant == null ? query : query.bind("tenant", tenant))
                    .map((row, context) -> read(row))
                    .list();
        });
        boolean more = found.size() > limit;
        List<ApiKey> shown = more ? found.subList(0, limit) : found;
        return new Page<>(shown, more ? Cursors.of(LISTING, shown.getLast().id()) : null);
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
    public boolean expireKey(String id, Instant at) {
        return database.write(
                "move the end of a key",
                tx -> tx.handle()
                                .createUpdate(
                                        "UPDATE api_keys SET expires_at = :at WHERE id = :id AND revoked_at IS NULL")
                                .bind("at", at.toEpochMilli())
                                .bind("id", id)
                                .execute()
                        == 1);
    }

    @Override
    public void used(String id, Instant at) {
        database.write(
                "note the use of a key",
                tx -> tx.handle()
                        .createUpdate("UPDATE api_keys SET last_used_at = :at"
                                + " WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :at)")
                        .bind("at", at.toEpochMilli())
                        .bind("id", id)
                        .execute());
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

    private static @Nullable Long ms(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
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
