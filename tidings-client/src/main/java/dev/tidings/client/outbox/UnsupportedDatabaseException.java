package dev.tidings.client.outbox;

/** The outbox does not know the database. */
public final class UnsupportedDatabaseException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String product;

    UnsupportedDatabaseException(String product) {
        super("the database is " + product + "; expected PostgreSQL, MariaDB, MySQL, SQLite or H2 2.2");
        this.product = product;
    }

    /** As its driver calls it. */
    public String product() {
        return product;
    }
}
