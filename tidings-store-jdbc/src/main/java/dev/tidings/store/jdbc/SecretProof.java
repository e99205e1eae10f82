package dev.tidings.store.jdbc;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a server has the key with which the secrets in a database are sealed. The first server leaves a known value
 * sealed with its key; who cannot open it would write secrets that others cannot read, and read none of theirs.
 */
public final class SecretProof {
    private static final String CONTEXT = "secret_proof";
    private static final byte[] KNOWN = "dev.tidings".getBytes(StandardCharsets.UTF_8);
    private static final String INSERT = "INSERT INTO secret_proof (id, sealed) VALUES (1, :sealed)";

    private SecretProof() {}

    /** Throws {@link StoreUnavailable} when the key is another. */
    public static void require(Database database, SecretCipher cipher) {
        byte[] sealed = database.read("compare keys", SecretProof::find);
        if (sealed == null) {
            sealed = database.write("leave a proof of the key", tx -> {
                tx.handle()
                        .createUpdate(database.dialect().insertOrIgnore(INSERT))
                        .bind("sealed", cipher.encrypt(KNOWN, CONTEXT))
                        .execute();
                return find(tx.handle());
            });
        }
        if (sealed == null || !opens(sealed, cipher)) {
            throw new StoreUnavailable("cannot open " + database.name() + ": its secrets are sealed with another key"
                    + " than this server's; give this server the same one: the secret.key of the data folder"
                    + " that it was first opened with, or store.secret_key");
        }
    }

    private static byte @Nullable [] find(Handle handle) {
        return handle.createQuery("SELECT sealed FROM secret_proof")
                .mapTo(byte[].class)
                .findOne()
                .orElse(null);
    }

    private static boolean opens(byte[] sealed, SecretCipher cipher) {
        try {
            return Arrays.equals(cipher.decrypt(sealed, CONTEXT), KNOWN);
        } catch (StoreUnavailable | IllegalArgumentException another) {
            return false;
        }
    }
}
