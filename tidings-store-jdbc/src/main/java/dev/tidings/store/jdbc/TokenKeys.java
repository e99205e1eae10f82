package dev.tidings.store.jdbc;

import dev.tidings.core.access.TokenKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.store.TokenKeyStore;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Keeps the keys that sign the tokens of subscribers, encrypted as the secrets of endpoints are. */
final class TokenKeys implements TokenKeyStore {
    private static final String SELECT = "SELECT id, sealed, created_at, ends_at FROM token_keys"
            + " WHERE ends_at IS NULL OR ends_at > :now ORDER BY created_at DESC, id DESC";
    private static final String INSERT = "INSERT INTO token_keys (id, key_id, sealed, created_at, ends_at)"
            + " VALUES (:id, :secretKey, :sealed, :created, NULL)";

    /** The SQL state of a transaction that lost to another and is tried again. */
    private static final String LOST = "40001";

    private final Database database;
    private final InstantSource clock;
    private final SecretCipher cipher;
    private final SecretKeyTable secretKeys;
    private final String insert;

    private record Sealed(String id, String keyId, byte[] sealed) {}

    TokenKeys(Database database, InstantSource clock, SecretCipher cipher, SecretKeyTable secretKeys) {
        this.database = database;
        this.clock = clock;
        this.cipher = cipher;
        this.secretKeys = secretKeys;
        this.insert = database.dialect().insertOrIgnore(INSERT);
    }

    @Override
    public List<TokenKey> tokenKeys() {
        return database.read("read token keys", this::inForce);
    }

    @Override
    public List<TokenKey> requireTokenKey(TokenKey fresh) {
        List<TokenKey> known = tokenKeys();
        if (known.stream().anyMatch(key -> key.endsAt() == null)) {
            return known;
        }
        return database.write("add a token key", tx -> {
            // The unique index decides among nodes that start at once.
            insert(tx.handle(), fresh);
            return inForce(tx.handle());
        });
    }

    @Override
    public void rotateTokenKeys(TokenKey fresh, Instant othersUntil) {
        database.write("rotate token keys", tx -> {
            long until = othersUntil.toEpochMilli();
            tx.handle()
                    .createUpdate("UPDATE token_keys SET ends_at = :until WHERE ends_at IS NULL OR ends_at > :until")
                    .bind("until", until)
                    .execute();
            tx.handle()
                    .createUpdate("DELETE FROM token_keys WHERE ends_at <= :now")
                    .bind("now", clock.instant().toEpochMilli())
                    .execute();
            if (insert(tx.handle(), fresh) == 0) {
                throw new SQLTransactionRollbackException(
                        "another rotation was first: its key is to end as well", LOST);
            }
            return fresh;
        });
    }

    /** Encrypts the keys again that another secret key has encrypted; returns how many. There are few. */
    int reencrypt() {
        List<Sealed> others = database.read(
                "read token keys",
                handle -> handle.createQuery("SELECT id, key_id, sealed FROM token_keys WHERE key_id <> :current")
                        .bind("current", secretKeys.current())
                        .map((row, context) ->
                                new Sealed(row.getString("id"), row.getString("key_id"), row.getBytes("sealed")))
                        .list());
        if (others.isEmpty()) {
            return 0;
        }
        return database.write("re-encrypt token keys", tx -> {
            String current = secretKeys.hold(tx.handle());
            int replaced = 0;
            for (Sealed key : others) {
                String context = context(key.id());
                replaced += tx.handle()
                        .createUpdate("UPDATE token_keys SET sealed = :sealed, key_id = :current"
                                + " WHERE id = :id AND key_id = :old")
                        .bind("sealed", cipher.encrypt(cipher.decrypt(key.sealed(), context), context))
                        .bind("current", current)
                        .bind("id", key.id())
                        .bind("old", key.keyId())
                        .execute();
            }
            return replaced;
        });
    }

    /** Returns 0 when there is a key already that signs. */
    private int insert(Handle handle, TokenKey key) {
        byte[] plain = key.key().reveal().getBytes(StandardCharsets.US_ASCII);
        return handle.createUpdate(insert)
                .bind("id", key.id())
                .bind("secretKey", secretKeys.hold(handle))
                .bind("sealed", cipher.encrypt(plain, context(key.id())))
                .bind("created", key.createdAt().toEpochMilli())
                .execute();
    }

    private List<TokenKey> inForce(Handle handle) {
        return handle.createQuery(SELECT)
                .bind("now", clock.instant().toEpochMilli())
                .map((row, context) -> read(row))
                .list();
    }

    private TokenKey read(ResultSet row) throws SQLException {
        String id = row.getString("id");
        byte[] plain = cipher.decrypt(row.getBytes("sealed"), context(id));
        return new TokenKey(
                id,
                new Secret(new String(plain, StandardCharsets.US_ASCII)),
                Columns.time(row, "created_at"),
                Columns.timeOrNull(row, "ends_at"));
    }

    private static String context(String id) {
        return "token_key:" + id;
    }
}
