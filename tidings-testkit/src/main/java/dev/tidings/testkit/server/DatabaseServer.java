package dev.tidings.testkit.server;

/** A database server of the tests' own. */
public interface DatabaseServer extends AutoCloseable {
    /** @return the JDBC URL, with its user, of a new and empty database */
    String createDatabase();

    /** Frees the space of a database from {@link #createDatabase()}, cutting off who still uses it. */
    void dropDatabase(String url);

    /** Cuts off every client and refuses new ones until {@link #start()}; does nothing when stopped. */
    void stop();

    /** Brings the same data back on the same port; returns once it answers; does nothing when running. */
    void start();

    /** Stops and removes everything. */
    @Override
    void close();
}
