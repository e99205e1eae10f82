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

/** The keys that sign the tokens of subscribers, encrypted like the secrets of endpoints. */
final class TokenKeyTable implements TokenKeyStore {
    private static final Sql IN_FORCE = Sql.of("""
        SELECT id, sealed, created_at, ends_at
        FROM token_keys
        WHERE ends_at IS NULL OR ends_at > :now
        ORDER BY created_at DESC, id DESC
        """);

    private static final DialectSql INSERT = DialectSql.of("""
        INSERT INTO token_keys (id, key_id, sealed, created_at, ends_at)
        VALUES (:id, :secretKey, :sealed, :created, NULL)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO token_keys (id, key_id, sealed, created_at, ends_at)
        VALUES (:id, :secretKey, :sealed, :created, NULL)
        """);

    private static final Sql END_OTHERS = Sql.of("""
        UPDATE token_keys SET ends_at = :until WHERE ends_at IS NULL OR ends_at > :until
        """);

    private static final Sql REMOVE_ENDED = Sql.of("""
        DELETE FROM token_keys WHERE ends_at <= :now
        """);

    private static final Sql OTHERS = Sql.of("""
        SELECT id, key_id, sealed FROM token_keys WHERE key_id <> :current
        """);

    private static final Sql REPLACE = Sql.of("""
        UPDATE token_keys SET sealed = :sealed, key_id = :current WHERE id = :id AND key_id = :old
        """);

    /** The SQL state of a transaction that lost to another and is retried. */
    private static final String LOST = "40001";

    private final Database database;
    private final InstantSource clock;
    private final SecretCipher cipher;
    private final SecretKeyTable secretKeys;
    private final Sql insert;

    private record Sealed(String id, String keyId, byte[] sealed) {}

    TokenKeyTable(Database database, InstantSource clock, SecretCipher cipher, SecretKeyTable secretKeys) {
        this.database = database;
        this.clock = clock;
        this.cipher = cipher;
        this.secretKeys = secretKeys;
        this.insert = database.dialect().of(INSERT);
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
            // The unique index decides between nodes that start concurrently.
            insert(tx, fresh);
            return inForce(tx);
        });
    }

    @Override
    public void rotateTokenKeys(TokenKey fresh, Instant othersUntil) {
        database.write("rotate token keys", tx -> {
            tx.prepared(END_OTHERS).time("until", othersUntil).update();
            tx.prepared(REMOVE_ENDED).time("now", clock.instant()).update();
            if (insert(tx, fresh) == 0) {
                throw new SQLTransactionRollbackException(
                        "another rotation was first: its key is to end as well", LOST);
            }
            return fresh;
        });
    }

    /** Re-encrypts the keys that another secret key has encrypted; returns their number. */
    int reencrypt() {
        List<Sealed> others = database.read(
                "read token keys",
                tx -> tx.prepared(OTHERS)
                        .text("current", secretKeys.current())
                        .list(row -> new Sealed(row.getString("id"), row.getString("key_id"), row.getBytes("sealed"))));
        if (others.isEmpty()) {
            return 0;
        }
        return database.write("re-encrypt token keys", tx -> {
            String current = secretKeys.hold(tx);
            int replaced = 0;
            for (Sealed key : others) {
                String context = context(key.id());
                replaced += tx.prepared(REPLACE)
                        .bytes("sealed", cipher.encrypt(cipher.decrypt(key.sealed(), context), context))
                        .text("current", current)
                        .text("id", key.id())
                        .text("old", key.keyId())
                        .update();
            }
            return replaced;
        });
    }

    /** Returns 0 when there is a signing key already. */
    private int insert(Transaction tx, TokenKey key) throws SQLException {
        byte[] plain = key.key().reveal().getBytes(StandardCharsets.US_ASCII);
        String secretKey = secretKeys.hold(tx);
        return tx.prepared(insert)
                .text("id", key.id())
                .text("secretKey", secretKey)
                .bytes("sealed", cipher.encrypt(plain, context(key.id())))
                .time("created", key.createdAt())
                .update();
    }

    private List<TokenKey> inForce(Transaction tx) throws SQLException {
        return tx.prepared(IN_FORCE).time("now", clock.instant()).list(this::read);
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
