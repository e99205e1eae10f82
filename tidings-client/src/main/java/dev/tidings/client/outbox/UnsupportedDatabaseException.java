package dev.tidings.client.outbox;

/** The outbox does not support the database. */
public final class UnsupportedDatabaseException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String product;

    UnsupportedDatabaseException(String product) {
        super("the database is " + product + "; expected PostgreSQL, MariaDB, MySQL, SQLite or H2 2.2");
        this.product = product;
    }

    /** Returns the name that the driver reports. */
    public String product() {
        return product;
    }
}
