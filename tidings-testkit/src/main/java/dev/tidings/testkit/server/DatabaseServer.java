package dev.tidings.testkit.server;

/** A database server for tests. */
public interface DatabaseServer extends AutoCloseable {
    /** @return the JDBC URL, with its user, of a new and empty database */
    String createDatabase();

    /** Drops a database from {@link #createDatabase()} and disconnects its clients. */
    void dropDatabase(String url);

    /** Disconnects all clients and refuses new ones until {@link #start()}; does nothing if stopped. */
    void stop();

    /** Starts with the same data and port and returns once it responds; does nothing if running. */
    void start();

    /** Stops and removes everything. */
    @Override
    void close();
}
