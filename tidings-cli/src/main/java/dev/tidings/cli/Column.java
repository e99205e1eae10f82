package dev.tidings.cli;

/**
 * A column of a table: its heading, and what its cells are.
 *
 * @param extra whether a terminal that is too narrow for the table leaves it out
 */
public record Column(String heading, Kind kind, boolean extra) {
    enum Kind {
        /** Cut when the terminal is too narrow. */
        TEXT,
        /** Never cut: an id that is copied, a number. */
        WHOLE,
        /** A status and what may follow it, colored. */
        STATUS,
        /** An RFC 3339 time; on a terminal how long ago it was, or how soon it will be. */
        TIME
    }

    public static Column text(String heading) {
        return new Column(heading, Kind.TEXT, false);
    }

    public static Column whole(String heading) {
        return new Column(heading, Kind.WHOLE, false);
    }

    public static Column status(String heading) {
        return new Column(heading, Kind.STATUS, false);
    }

    public static Column time(String heading) {
        return new Column(heading, Kind.TIME, false);
    }

    public Column asExtra() {
        return new Column(heading, kind, true);
    }

    public boolean canBeCut() {
        return kind == Kind.TEXT || kind == Kind.STATUS;
    }
}
