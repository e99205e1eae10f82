package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.store.SecretKeyUse;
import dev.tidings.core.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * The keys with which secrets in a database are encrypted. Each leaves a known value that it has encrypted, in the same
 * transaction as its first secret, and stays registered until a transaction that keeps others from using it has found that
 * nothing is left. So a server that starts with all registered keys can read everything.
 */
public final class SecretKeyTable {
    private static final byte[] KNOWN = "dev.tidings".getBytes(StandardCharsets.UTF_8);
    private static final String INSERT = "INSERT INTO secret_keys (id, proof, created_at) VALUES (:id, :proof, :now)";
    private static final String SECRETS =
            "SELECT key_id FROM endpoints WHERE key_id = :id UNION ALL SELECT key_id FROM token_keys WHERE key_id ="
                    + " :id";

    private final Database database;
    private final InstantSource clock;
    private final SecretCipher cipher;
    private final EndpointSecrets endpointSecrets;
    private final String register;

    private record Registered(String id, byte[] proof) {}

    SecretKeyTable(Database database, InstantSource clock, SecretCipher cipher) {
        this.database = database;
        this.clock = clock;
        this.cipher = cipher;
        this.endpointSecrets = new EndpointSecrets(cipher);
        this.register = database.dialect().insertOrIgnore(INSERT);
    }

    /** Throws {@link StoreUnavailable} when a key is missing or is another than the one that was registered. */
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
            database.write("register a secret key", tx -> keys.hold(tx.handle()));
        }
    }

    EndpointSecrets endpointSecrets() {
        return endpointSecrets;
    }

    String current() {
        return cipher.keyId();
    }

    /** Keeps the key that encrypts registered until the transaction ends; returns its id. */
    String hold(Handle handle) {
        boolean known = handle.createQuery(database.dialect().sharing("SELECT id FROM secret_keys WHERE id = :id"))
                .bind("id", cipher.keyId())
                .mapTo(String.class)
                .findOne()
                .isPresent();
        if (!known) {
            handle.createUpdate(register)
                    .bind("id", cipher.keyId())
                    .bind("proof", cipher.encrypt(KNOWN, context(cipher.keyId())))
                    .bind("now", clock.instant().toEpochMilli())
                    .execute();
        }
        return cipher.keyId();
    }

    /** The ids of the registered keys that are to be replaced, in an order that does not change. */
    List<String> others() {
        return registered().stream()
                .map(Registered::id)
                .filter(id -> !id.equals(cipher.keyId()))
                .sorted()
                .toList();
    }

    List<SecretKeyUse> uses() {
        return database.read("list secret keys", handle -> {
            Map<String, Long> secrets = new HashMap<>();
            for (String table : List.of("endpoints", "token_keys")) {
                handle.createQuery("SELECT key_id, count(*) AS n FROM " + table + " GROUP BY key_id")
                        .map((row, context) -> Map.entry(row.getString("key_id"), row.getLong("n")))
                        .forEach(count -> secrets.merge(count.getKey(), count.getValue(), Long::sum));
            }
            List<SecretKeyUse> uses = new ArrayList<>(handle.createQuery("SELECT id, created_at FROM secret_keys")
                    .map((row, context) -> new SecretKeyUse(
                            row.getString("id"),
                            row.getString("id").equals(cipher.keyId()),
                            cipher.has(row.getString("id")),
                            secrets.getOrDefault(row.getString("id"), 0L),
                            Columns.time(row, "created_at")))
                    .list());
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
            // Waits for transactions that hold the key; what they wrote is seen by the next statement.
            boolean gone = database.write("retire a secret key", tx -> {
                tx.handle()
                        .createQuery(database.dialect().locking("SELECT id FROM secret_keys WHERE id = :id"))
                        .bind("id", id)
                        .mapTo(String.class)
                        .list();
                boolean used = tx.handle()
                        .createQuery(SECRETS + " LIMIT 1")
                        .bind("id", id)
                        .mapTo(String.class)
                        .findOne()
                        .isPresent();
                return !used
                        && tx.handle()
                                        .createUpdate("DELETE FROM secret_keys WHERE id = :id")
                                        .bind("id", id)
                                        .execute()
                                == 1;
            });
            if (gone) {
                retired.add(id);
            }
        }
        return List.copyOf(retired);
    }

    private List<Registered> registered() {
        return database.read(
                "compare keys",
                handle -> handle.createQuery("SELECT id, proof FROM secret_keys")
                        .map((row, context) -> new Registered(row.getString("id"), row.getBytes("proof")))
                        .list());
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
