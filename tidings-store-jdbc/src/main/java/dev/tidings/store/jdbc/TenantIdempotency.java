package dev.tidings.store.jdbc;

import dev.tidings.core.tenant.TenantData;
import java.util.List;

/**
 * The idempotency records of a tenant. On database servers their key does not begin with the tenant: all records are read, in
 * windows.
 */
final class TenantIdempotency implements TenantData {
    private static final int WINDOW = 1_000;
    private static final String SEPARATOR = "\n";

    private static final DialectSql READ = DialectSql.ofSeqAndId("""
        SELECT tenant, producer, idempotency_key
        FROM idempotency
        WHERE tenant = :owner AND (producer, idempotency_key) > (:producer, :key)
        ORDER BY producer, idempotency_key
        LIMIT :rows
        """, """
        SELECT tenant, producer, idempotency_key
        FROM idempotency
        WHERE idempotency_key >= :key AND (idempotency_key > :key OR producer > :producer
            OR (producer = :producer AND tenant > :tenant))
        ORDER BY idempotency_key, producer, tenant
        LIMIT :rows
        """);

    private static final Sql DELETE = Sql.of("""
        DELETE FROM idempotency WHERE tenant = :tenant AND producer = :producer AND idempotency_key = :key
        """);

    private final Database database;
    private final Sql read;

    private record Key(String tenant, String producer, String key) {
        static Key of(String after) {
            List<String> parts = List.of(after.split(SEPARATOR, -1));
            return after.isEmpty() ? new Key("", "", "") : new Key(parts.get(0), parts.get(1), parts.get(2));
        }

        /** Keys and producers have no line breaks. */
        String text() {
            return String.join(SEPARATOR, tenant, producer, key);
        }
    }

    TenantIdempotency(Database database) {
        this.database = database;
        this.read = database.dialect().of(READ);
    }

    @Override
    public String name() {
        return "idempotency";
    }

    @Override
    public Removal remove(String tenant, String after) {
        Key from = Key.of(after);
        List<Key> window = database.read("read idempotency records", tx -> {
            Binding query = tx.prepared(read);
            boolean ofOwner = query.has("owner");
            return query.text(ofOwner ? "owner" : "tenant", ofOwner ? tenant : from.tenant())
                    .text("producer", from.producer())
                    .text("key", from.key())
                    .number("rows", WINDOW)
                    .list(row -> new Key(
                            row.getString("tenant"), row.getString("producer"), row.getString("idempotency_key")));
        });
        List<Key> own =
                window.stream().filter(key -> key.tenant().equals(tenant)).toList();
        if (!own.isEmpty()) {
            database.write("remove the idempotency records of a tenant", tx -> {
                Binding delete = tx.prepared(DELETE);
                for (Key key : own) {
                    delete.text("tenant", key.tenant())
                            .text("producer", key.producer())
                            .text("key", key.key())
                            .addBatch();
                }
                delete.executeBatch();
                return own.size();
            });
        }
        return new Removal(
                own.size(), window.size() < WINDOW ? null : window.getLast().text());
    }
}
