package dev.tidings.store.jdbc;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One statement in the variant of each database. */
public final class DialectSql {
    private final @Nullable Sql sqlite;
    private final Sql postgres;
    private final Sql mariaDb;

    private DialectSql(@Nullable Sql sqlite, Sql postgres, Sql mariaDb) {
        this.sqlite = sqlite;
        this.postgres = postgres;
        this.mariaDb = mariaDb;
    }

    public static DialectSql of(String sqlite, String postgres, String mariaDb) {
        return new DialectSql(Sql.of(sqlite), Sql.of(postgres), Sql.of(mariaDb));
    }

    /**
     * A statement with the same text for SQLite and PostgreSQL.
     *
     * @param both with {@code ON CONFLICT}
     * @param mariaDb with {@code INSERT IGNORE} or {@code ON DUPLICATE KEY}
     */
    public static DialectSql of(String both, String mariaDb) {
        Sql shared = Sql.of(both);
        return new DialectSql(shared, shared, Sql.of(mariaDb));
    }

    /**
     * A statement that differs only in how tables refer to notifications.
     *
     * @param bySeq for SQLite, by a sequence number
     * @param byId for PostgreSQL and MariaDB, by the id
     */
    public static DialectSql ofSeqAndId(String bySeq, String byId) {
        Sql servers = Sql.of(byId);
        return new DialectSql(Sql.of(bySeq), servers, servers);
    }

    /** A statement that is only used on database servers. */
    public static DialectSql ofServers(String postgres, String mariaDb) {
        return new DialectSql(null, Sql.of(postgres), Sql.of(mariaDb));
    }

    public Sql sqlite() {
        return Objects.requireNonNull(sqlite, "the statement is for database servers");
    }

    public Sql postgres() {
        return postgres;
    }

    public Sql mariaDb() {
        return mariaDb;
    }
}
