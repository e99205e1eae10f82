package dev.tidings.audience.jdbc;

import dev.tidings.audience.RecipientStore;
import dev.tidings.core.recipient.RecipientProfile;
import dev.tidings.core.recipient.RecipientTraits;
import dev.tidings.core.store.Page;
import dev.tidings.core.tenant.TenantData;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.Keyset;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.TenantTable;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The profiles of recipients in a store's database. */
public final class JdbcRecipients implements RecipientStore {
    private static final Keyset<RecipientProfile> LISTING =
            Keyset.ascending("recipients", JdbcRecipients::profile, RecipientProfile::recipient);

    static final Sql FIND = Sql.of("""
        SELECT tenant, id, locale, time_zone, attributes, created_at, updated_at, version
        FROM recipients
        WHERE tenant = :tenant AND id = :id
        """);

    static final Sql LIST = Sql.of("""
        SELECT tenant, id, locale, time_zone, attributes, created_at, updated_at, version
        FROM recipients
        WHERE tenant = :tenant AND id > :after
        ORDER BY id
        LIMIT :rows
        """);

    private static final Sql ANY = Sql.of("""
        SELECT 1 FROM recipients LIMIT 1
        """);

    // The version starts with the time, so that a profile that is created again has another one.
    private static final DialectSql CREATE = DialectSql.of("""
        INSERT INTO recipients (tenant, id, locale, time_zone, attributes, created_at, updated_at, version)
        VALUES (:tenant, :id, :locale, :zone, :attributes, :now, :now, :now)
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO recipients (tenant, id, locale, time_zone, attributes, created_at, updated_at, version)
        VALUES (:tenant, :id, :locale, :zone, :attributes, :now, :now, :now)
        """);

    static final Sql REPLACE = Sql.of("""
        UPDATE recipients
        SET locale = :locale, time_zone = :zone, attributes = :attributes, updated_at = :now, version = version + 1
        WHERE tenant = :tenant AND id = :id AND version = :version
        """);

    private final Database database;
    private final InstantSource clock;
    private final Sql create;

    public JdbcRecipients(JdbcStore store) {
        this.database = store.database();
        this.clock = store.clock();
        this.create = database.dialect().of(CREATE);
    }

    /** Returns the rows of tenants. */
    public TenantData tenantData() {
        return new TenantTable(database, "recipients", "id");
    }

    @Override
    public Optional<RecipientProfile> find(String tenant, String recipient) {
        return database.read("read a recipient", tx -> find(tx, tenant, recipient));
    }

    @Override
    public Page<RecipientProfile> list(String tenant, @Nullable String cursor, int limit) {
        return LISTING.page(database, LIST, tenant, cursor, limit);
    }

    @Override
    public boolean any() {
        return database.read("look for recipients", tx -> tx.prepared(ANY).exists());
    }

    @Override
    public Optional<RecipientProfile> create(String tenant, String recipient, RecipientTraits traits) {
        return database.write("create a recipient", tx -> {
            int created =
                    written(tx.prepared(create), tenant, recipient, traits).update();
            return created == 1 ? find(tx, tenant, recipient) : Optional.empty();
        });
    }

    @Override
    public Optional<RecipientProfile> replace(String tenant, String recipient, RecipientTraits traits, long version) {
        return database.write("replace a recipient", tx -> {
            int replaced = written(tx.prepared(REPLACE), tenant, recipient, traits)
                    .number("version", version)
                    .update();
            return replaced == 1 ? find(tx, tenant, recipient) : Optional.empty();
        });
    }

    private Binding written(Binding statement, String tenant, String recipient, RecipientTraits traits)
            throws SQLException {
        return statement
                .text("tenant", tenant)
                .text("id", recipient)
                .text("locale", traits.locale())
                .text("zone", traits.timeZone())
                .text("attributes", traits.attributes())
                .time("now", clock.instant());
    }

    private static Optional<RecipientProfile> find(Transaction tx, String tenant, String recipient)
            throws SQLException {
        return tx.prepared(FIND).text("tenant", tenant).text("id", recipient).first(JdbcRecipients::profile);
    }

    private static RecipientProfile profile(ResultSet row) throws SQLException {
        return new RecipientProfile(
                row.getString("tenant"),
                row.getString("id"),
                new RecipientTraits(
                        Columns.textOrNull(row, "locale"),
                        Columns.textOrNull(row, "time_zone"),
                        row.getString("attributes")),
                Columns.time(row, "created_at"),
                Columns.time(row, "updated_at"),
                row.getLong("version"));
    }
}
