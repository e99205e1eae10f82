package dev.tidings.cli;

/**
 * A column of a table.
 *
 * @param extra whether the column is omitted on narrow terminals
 */
public record Column(String heading, Kind kind, boolean extra) {
    enum Kind {
        /** Truncated when the terminal is too narrow. */
        TEXT,
        /** Never truncated, such as an id or a number. */
        WHOLE,
        /** A colored status, possibly followed by details. */
        STATUS,
        /** An RFC 3339 time; shown relative to now on a terminal. */
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
