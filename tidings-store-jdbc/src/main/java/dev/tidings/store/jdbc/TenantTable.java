package dev.tidings.store.jdbc;

import dev.tidings.core.tenant.TenantData;

/** The rows of a tenant in a table with an index that begins with the tenant. */
public final class TenantTable implements TenantData {
    private static final int ROWS = 500;

    /** MariaDB has no LIMIT in a subquery of IN, but in DELETE itself. */
    private static final DialectSql DELETE = DialectSql.of("""
        DELETE FROM %table%
        WHERE tenant = :tenant AND %key% IN (SELECT %key% FROM %table% WHERE tenant = :tenant LIMIT :rows)
        """, """
        DELETE FROM %table% WHERE tenant = :tenant ORDER BY %key% LIMIT :rows
        """);

    private final Database database;
    private final String table;
    private final Sql delete;

    /** @param key the column that identifies few rows of a tenant */
    public TenantTable(Database database, String table, String key) {
        this.database = database;
        this.table = table;
        this.delete = database.dialect().of(DELETE).naming("table", table).naming("key", key);
    }

    @Override
    public String name() {
        return table;
    }

    @Override
    public Removal remove(String tenant, String after) {
        int removed = database.write(
                "remove the rows of a tenant",
                tx -> tx.prepared(delete)
                        .text("tenant", tenant)
                        .number("rows", ROWS)
                        .update());
        return new Removal(removed, removed < ROWS ? null : "");
    }
}
