package dev.tidings.cli;

/** The exit codes. */
public final class ExitCodes {
    public static final int OK = 0;
    /** The server refused, or the result was not as expected. */
    public static final int FAILED = 1;
    /** Invalid command line. */
    public static final int USAGE = 2;
    /** Invalid configuration. */
    public static final int CONFIG = 3;
    /** The server is unreachable. */
    public static final int UNREACHABLE = 4;
    /** The server cannot start: port, folder, database, keys. */
    public static final int START = 5;

    private ExitCodes() {}
}
