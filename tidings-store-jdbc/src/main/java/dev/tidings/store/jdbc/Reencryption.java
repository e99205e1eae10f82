package dev.tidings.store.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.ReencryptedSlice;
import dev.tidings.core.store.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces what older keys have encrypted, in slices. A row is replaced only while it holds exactly what was decrypted: what
 * another writer has put meanwhile, on this node or another, is newer and stays. Encrypting again changes no version.
 */
final class Reencryption {
    private static final Logger LOG = LoggerFactory.getLogger(Reencryption.class);
    private static final String LISTING = "reencryption";
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String SELECT =
            "SELECT tenant, recipient, channel, secrets, auth FROM endpoints WHERE key_id = :key";
    private static final String BEHIND = " AND (tenant, recipient, channel) > (:tenant, :recipient, :channel)";
    private static final String ORDER = " ORDER BY tenant, recipient, channel LIMIT :limit";
    private static final String REPLACE = "UPDATE endpoints SET secrets = ?, auth = ?, key_id = ? WHERE tenant = ?"
            + " AND recipient = ? AND channel = ? AND key_id = ? AND secrets = ? AND auth = ?";

    private final Database database;
    private final SecretKeyTable keys;
    private final TokenKeys tokenKeys;

    private record Sealed(EndpointKey key, byte[] secrets, byte[] auth) {}

    private record Change(Sealed from, byte[] secrets, byte[] auth) {}

    /** Where a slice begins: a key, and the endpoint behind which to go on; null for the first. */
    private record Place(String keyId, @Nullable EndpointKey behind) {}

    Reencryption(Database database, SecretKeyTable keys, TokenKeys tokenKeys) {
        this.database = database;
        this.keys = keys;
        this.tokenKeys = tokenKeys;
    }

    ReencryptedSlice slice(@Nullable String after, int limit) {
        int tokens = after == null ? tokenKeys.reencrypt() : 0;
        List<String> others = keys.others();
        Place place = after == null ? others.isEmpty() ? null : new Place(others.getFirst(), null) : place(after);
        if (place == null) {
            return new ReencryptedSlice(tokens, 0, null);
        }
        List<Sealed> rows = database.read("read secrets", handle -> select(handle, place, limit));
        List<Change> changes = new ArrayList<>();
        for (Sealed row : rows) {
            Change change = changed(row, place.keyId());
            if (change != null) {
                changes.add(change);
            }
        }
        int replaced = changes.isEmpty() ? 0 : replace(changes, place.keyId());
        String next = rows.size() < limit
                ? nextKey(others, place.keyId())
                : cursor(new Place(place.keyId(), rows.getLast().key()));
        return new ReencryptedSlice(tokens + replaced, rows.size() - changes.size(), next);
    }

    private @Nullable Change changed(Sealed row, String keyId) {
        EndpointSecrets secrets = keys.endpointSecrets();
        try {
            return new Change(
                    row, secrets.resealSecrets(row.key(), row.secrets()), secrets.resealAuth(row.key(), row.auth()));
        } catch (StoreUnavailable | IllegalArgumentException unreadable) {
            LOG.warn(
                    "cannot re-encrypt the secrets of an endpoint: tenant={} recipient={} channel={} key={}: {}",
                    row.key().tenant(),
                    row.key().recipient(),
                    row.key().channel(),
                    keyId,
                    unreadable.getMessage());
            return null;
        }
    }

    private int replace(List<Change> changes, String keyId) {
        return database.write("re-encrypt secrets", tx -> {
            String current = keys.hold(tx.handle());
            int replaced = 0;
            for (Change change : changes) {
                EndpointKey key = change.from().key();
                replaced += tx.handle()
                        .createUpdate(REPLACE)
                        .bind(0, change.secrets())
                        .bind(1, change.auth())
                        .bind(2, current)
                        .bind(3, key.tenant())
                        .bind(4, key.recipient())
                        .bind(5, key.channel())
                        .bind(6, keyId)
                        .bind(7, change.from().secrets())
                        .bind(8, change.from().auth())
                        .execute();
            }
            return replaced;
        });
    }

    private static List<Sealed> select(Handle handle, Place place, int limit) {
        EndpointKey behind = place.behind();
        var query = handle.createQuery(SELECT + (behind == null ? "" : BEHIND) + ORDER)
                .bind("key", place.keyId())
                .bind("limit", limit);
        if (behind != null) {
            query.bind("tenant", behind.tenant())
                    .bind("recipient", behind.recipient())
                    .bind("channel", behind.channel());
        }
        return query.map((row, context) -> new Sealed(
                        new EndpointKey(row.getString("tenant"), row.getString("recipient"), row.getString("channel")),
                        row.getBytes("secrets"),
                        row.getBytes("auth")))
                .list();
    }

    private static @Nullable String nextKey(List<String> others, String keyId) {
        return others.stream()
                .filter(id -> id.compareTo(keyId) > 0)
                .findFirst()
                .map(id -> cursor(new Place(id, null)))
                .orElse(null);
    }

    private static String cursor(Place place) {
        var array = JSON.createArrayNode().add(place.keyId());
        EndpointKey behind = place.behind();
        if (behind != null) {
            array.add(behind.tenant()).add(behind.recipient()).add(behind.channel());
        }
        return Cursors.of(LISTING, array.toString());
    }

    private static Place place(String cursor) {
        try {
            JsonNode array = JSON.readTree(Cursors.place(LISTING, cursor));
            return new Place(
                    array.path(0).asText(),
                    array.size() == 1
                            ? null
                            : new EndpointKey(
                                    array.path(1).asText(),
                                    array.path(2).asText(),
                                    array.path(3).asText()));
        } catch (JsonProcessingException madeUp) {
            throw Cursors.refused(cursor);
        }
    }
}
