package dev.tidings.cli;

/** What the shell gets to see. */
public final class ExitCodes {
    public static final int OK = 0;
    /** The server refused, or not everything came out as it should. */
    public static final int FAILED = 1;
    /** The command line itself is wrong. */
    public static final int USAGE = 2;
    /** The configuration does not hold. */
    public static final int CONFIG = 3;
    /** No server answers. */
    public static final int UNREACHABLE = 4;
    /** The server cannot start here: port, folder, database, keys. */
    public static final int START = 5;

    private ExitCodes() {}
}
