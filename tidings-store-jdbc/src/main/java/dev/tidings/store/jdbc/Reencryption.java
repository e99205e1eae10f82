package dev.tidings.store.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.store.ReencryptedSlice;
import dev.tidings.core.store.SecretKeyStore;
import dev.tidings.core.store.SecretKeyUse;
import dev.tidings.core.store.StoreUnavailable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Re-encrypts the secrets of older keys, in slices. A row is replaced only if it still contains exactly the
 * decrypted bytes; changes by other writers are newer and are kept. Versions do not change.
 */
final class Reencryption implements SecretKeyStore {
    private static final Logger LOG = LoggerFactory.getLogger(Reencryption.class);
    private static final String LISTING = "reencryption";
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final Sql FIRST = Sql.of("""
        SELECT id, tenant, recipient, channel, name, secrets, auth
        FROM endpoints
        WHERE key_id = :key
        ORDER BY id
        LIMIT :rows
        """);

    private static final Sql NEXT = Sql.of("""
        SELECT id, tenant, recipient, channel, name, secrets, auth
        FROM endpoints
        WHERE key_id = :key AND id > :behind
        ORDER BY id
        LIMIT :rows
        """);

    private static final Sql REPLACE = Sql.of("""
        UPDATE endpoints
        SET secrets = :newSecrets, auth = :newAuth, key_id = :newKey
        WHERE id = :id AND key_id = :oldKey AND secrets = :oldSecrets AND auth = :oldAuth
        """);

    private final Database database;
    private final SecretKeyTable keys;
    private final TokenKeyTable tokenKeys;

    private record Sealed(EndpointId id, EndpointKey key, byte[] secrets, byte[] auth) {}

    private record Change(Sealed from, byte[] secrets, byte[] auth) {}

    /** The start of a slice: a key, and the last endpoint of the previous slice; null for the first. */
    private record Place(String keyId, @Nullable EndpointId behind) {}

    Reencryption(Database database, SecretKeyTable keys, TokenKeyTable tokenKeys) {
        this.database = database;
        this.keys = keys;
        this.tokenKeys = tokenKeys;
    }

    @Override
    public List<SecretKeyUse> secretKeys() {
        return keys.uses();
    }

    @Override
    public List<String> retireSecretKeys() {
        return keys.retire();
    }

    @Override
    public ReencryptedSlice reencrypt(@Nullable String after, int limit) {
        int tokens = after == null ? tokenKeys.reencrypt() : 0;
        List<String> others = keys.others();
        Place position = after == null ? others.isEmpty() ? null : new Place(others.getFirst(), null) : position(after);
        if (position == null) {
            return new ReencryptedSlice(tokens, 0, null);
        }
        List<Sealed> rows = database.read("read secrets", tx -> select(tx, position, limit));
        List<Change> changes = new ArrayList<>();
        for (Sealed row : rows) {
            Change change = changed(row, position.keyId());
            if (change != null) {
                changes.add(change);
            }
        }
        int replaced = changes.isEmpty() ? 0 : replace(changes, position.keyId());
        String next = rows.size() < limit
                ? nextKey(others, position.keyId())
                : cursor(new Place(position.keyId(), rows.getLast().id()));
        return new ReencryptedSlice(tokens + replaced, rows.size() - changes.size(), next);
    }

    private @Nullable Change changed(Sealed row, String keyId) {
        EndpointSecrets secrets = keys.endpointSecrets();
        try {
            return new Change(
                    row, secrets.resealSecrets(row.key(), row.secrets()), secrets.resealAuth(row.key(), row.auth()));
        } catch (StoreUnavailable | IllegalArgumentException unreadable) {
            LOG.warn(
                    "cannot re-encrypt the secrets of an endpoint: tenant={} endpoint={} key={}: {}",
                    row.key().tenant(),
                    row.id(),
                    keyId,
                    unreadable.getMessage());
            return null;
        }
    }

    private int replace(List<Change> changes, String keyId) {
        return database.write("re-encrypt secrets", tx -> {
            String current = keys.hold(tx);
            int replaced = 0;
            for (Change change : changes) {
                replaced += tx.prepared(REPLACE)
                        .bytes("newSecrets", change.secrets())
                        .bytes("newAuth", change.auth())
                        .text("newKey", current)
                        .id("id", change.from().id())
                        .text("oldKey", keyId)
                        .bytes("oldSecrets", change.from().secrets())
                        .bytes("oldAuth", change.from().auth())
                        .update();
            }
            return replaced;
        });
    }

    private static List<Sealed> select(Transaction tx, Place position, int limit) throws SQLException {
        EndpointId behind = position.behind();
        Binding select = tx.prepared(behind == null ? FIRST : NEXT).text("key", position.keyId());
        if (behind != null) {
            select.id("behind", behind);
        }
        return select.number("rows", limit)
                .list(row -> new Sealed(
                        EndpointId.ofBytes(row.getBytes("id")),
                        EndpointRows.key(row),
                        row.getBytes("secrets"),
                        row.getBytes("auth")));
    }

    private static @Nullable String nextKey(List<String> others, String keyId) {
        return others.stream()
                .filter(id -> id.compareTo(keyId) > 0)
                .findFirst()
                .map(id -> cursor(new Place(id, null)))
                .orElse(null);
    }

    private static String cursor(Place position) {
        var array = JSON.createArrayNode().add(position.keyId());
        EndpointId behind = position.behind();
        if (behind != null) {
            array.add(behind.value());
        }
        return Cursors.of(LISTING, array.toString());
    }

    private static Place position(String cursor) {
        try {
            JsonNode array = JSON.readTree(Cursors.position(LISTING, cursor));
            return new Place(
                    array.path(0).asText(),
                    array.size() == 1 ? null : EndpointId.of(array.path(1).asText()));
        } catch (JsonProcessingException | IllegalArgumentException madeUp) {
            throw Cursors.refused(cursor);
        }
    }
}
