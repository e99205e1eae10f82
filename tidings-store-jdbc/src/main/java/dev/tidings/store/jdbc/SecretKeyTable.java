package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.store.SecretKeyUse;
import dev.tidings.core.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys that encrypt secrets in a database. A key is registered with a known encrypted value in the transaction
 * of its first secret, and removed only by a transaction that excludes its users and finds no secret encrypted with
 * it. So a server with all registered keys can decrypt everything.
 */
public final class SecretKeyTable {
    private static final byte[] KNOWN = "dev.tidings".getBytes(StandardCharsets.UTF_8);

    private static final DialectSql REGISTER = DialectSql.of("""
        INSERT INTO secret_keys (id, proof, created_at)
        VALUES (:id, :proof, :now)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO secret_keys (id, proof, created_at)
        VALUES (:id, :proof, :now)
        """);

    // Users of a key share its row; retirement locks it. SQLite has one writer and nothing to lock.
    private static final DialectSql HOLD = DialectSql.of("""
        SELECT id FROM secret_keys WHERE id = :id
        """, """
        SELECT id FROM secret_keys WHERE id = :id FOR SHARE
        """, """
        SELECT id FROM secret_keys WHERE id = :id LOCK IN SHARE MODE
        """);

    private static final DialectSql LOCK = DialectSql.of("""
        SELECT id FROM secret_keys WHERE id = :id
        """, """
        SELECT id FROM secret_keys WHERE id = :id FOR UPDATE
        """, """
        SELECT id FROM secret_keys WHERE id = :id FOR UPDATE
        """);

    // In the order of their ids, so that concurrent transactions do not deadlock.
    private static final DialectSql LOCK_ALL = DialectSql.of("""
        SELECT id FROM secret_keys
        """, """
        SELECT id FROM secret_keys ORDER BY id FOR UPDATE
        """, """
        SELECT id FROM secret_keys ORDER BY id FOR UPDATE
        """);

    private static final Sql LIST = Sql.of("""
        SELECT id, proof, created_at FROM secret_keys
        """);

    private static final Sql REMOVE = Sql.of("""
        DELETE FROM secret_keys WHERE id = :id
        """);

    private static final Sql USED = Sql.of("""
        SELECT key_id FROM endpoints WHERE key_id = :id
        UNION ALL
        SELECT key_id FROM token_keys WHERE key_id = :id
        LIMIT 1
        """);

    private static final Sql SECRETS = Sql.of("""
        SELECT key_id, count(*) AS secrets FROM endpoints GROUP BY key_id
        UNION ALL
        SELECT key_id, count(*) AS secrets FROM token_keys GROUP BY key_id
        """);

    private final Database database;
    private final InstantSource clock;
    private final SecretCipher cipher;
    private final EndpointSecrets endpointSecrets;
    private final Sql register;
    private final Sql hold;
    private final Sql lock;
    private final Sql lockAll;

    private record Registered(String id, byte[] proof) {}

    SecretKeyTable(Database database, InstantSource clock, SecretCipher cipher) {
        this.database = database;
        this.clock = clock;
        this.cipher = cipher;
        this.endpointSecrets = new EndpointSecrets(cipher);
        this.register = database.dialect().of(REGISTER);
        this.hold = database.dialect().of(HOLD);
        this.lock = database.dialect().of(LOCK);
        this.lockAll = database.dialect().of(LOCK_ALL);
    }

    /** Throws {@link StoreUnavailable} if a registered key is missing or differs. */
    public static void require(Database database, InstantSource clock, SecretCipher cipher) {
        SecretKeyTable keys = new SecretKeyTable(database, clock, cipher);
        List<Registered> registered = keys.registered();
        for (Registered key : registered) {
            if (!cipher.has(key.id()) || !keys.opens(key)) {
                throw new StoreUnavailable(
                        "cannot open " + database.name() + ": secrets in it are encrypted with the key "
                                + key.id() + ", which this server does not have (it encrypts with " + cipher.keyId()
                                + "); add that key to store.old_secret_keys, or give it as store.secret_key; after"
                                + " `tidings keys rotate-encryption` a server needs only the newest");
            }
        }
        if (registered.stream().noneMatch(key -> key.id().equals(cipher.keyId()))) {
            database.write("register a secret key", tx -> keys.hold(tx));
        }
    }

    EndpointSecrets endpointSecrets() {
        return endpointSecrets;
    }

    String current() {
        return cipher.keyId();
    }

    /** Keeps the encrypting key registered until the transaction ends; returns its id. */
    String hold(Transaction tx) throws SQLException {
        if (!tx.prepared(hold).text("id", cipher.keyId()).exists()) {
            tx.prepared(register)
                    .text("id", cipher.keyId())
                    .bytes("proof", cipher.encrypt(KNOWN, context(cipher.keyId())))
                    .time("now", clock.instant())
                    .update();
        }
        return cipher.keyId();
    }

    /**
     * Like {@link #hold}, and excludes every other transaction that holds a key of this store, on any node: each locks
     * all keys, which include the current ones of all nodes.
     */
    String holdAlone(Transaction tx) throws SQLException {
        List<String> held = tx.prepared(lockAll).list(row -> row.getString("id"));
        return held.contains(cipher.keyId()) ? cipher.keyId() : hold(tx);
    }

    /** The ids of registered keys to be replaced, in a stable order. */
    List<String> others() {
        return registered().stream()
                .map(Registered::id)
                .filter(id -> !id.equals(cipher.keyId()))
                .sorted()
                .toList();
    }

    List<SecretKeyUse> uses() {
        return database.read("list secret keys", tx -> {
            Map<String, Long> secrets = new HashMap<>();
            tx.prepared(SECRETS)
                    .list(row -> Map.entry(row.getString("key_id"), row.getLong("secrets")))
                    .forEach(count -> secrets.merge(count.getKey(), count.getValue(), Long::sum));
            List<SecretKeyUse> uses = tx.prepared(LIST)
                    .list(row -> new SecretKeyUse(
                            row.getString("id"),
                            row.getString("id").equals(cipher.keyId()),
                            cipher.has(row.getString("id")),
                            secrets.getOrDefault(row.getString("id"), 0L),
                            Columns.time(row, "created_at")));
            uses.sort(Comparator.comparing(SecretKeyUse::encrypts)
                    .thenComparing(SecretKeyUse::since)
                    .reversed()
                    .thenComparing(SecretKeyUse::id));
            return List.copyOf(uses);
        });
    }

    List<String> retire() {
        List<String> retired = new ArrayList<>();
        for (String id : others()) {
            boolean removed = database.write("retire a secret key", tx -> {
                // Waits for transactions that use the key; the next statement sees their writes.
                boolean known = tx.prepared(lock).text("id", id).exists();
                return known
                        && !tx.prepared(USED).text("id", id).exists()
                        && tx.prepared(REMOVE).text("id", id).update() == 1;
            });
            if (removed) {
                retired.add(id);
            }
        }
        return List.copyOf(retired);
    }

    private List<Registered> registered() {
        return database.read(
                "compare keys",
                tx -> tx.prepared(LIST).list(row -> new Registered(row.getString("id"), row.getBytes("proof"))));
    }

    private boolean opens(Registered key) {
        try {
            return Arrays.equals(cipher.decrypt(key.proof(), context(key.id())), KNOWN);
        } catch (StoreUnavailable | IllegalArgumentException another) {
            return false;
        }
    }

    private static String context(String id) {
        return "secret_key:" + id;
    }
}
