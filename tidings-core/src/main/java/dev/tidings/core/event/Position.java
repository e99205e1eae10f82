package dev.tidings.core.event;

import dev.tidings.core.problem.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in a tenant's log: after an event, or at the beginning. Its text is the cursor that clients store and
 * return; it is opaque to them.
 *
 * @param epoch changes when the log is lost
 * @param millis when the event was appended, by the log's clock, which never goes back within an epoch
 * @param number distinguishes events of one millisecond
 */
public record Position(String epoch, long millis, long number) {
    private static final Pattern TEXT = Pattern.compile("([0-9a-z]{1,32})\\.(\\d{1,18})-(\\d{1,18})");

    /** Returns the position before the first event of an epoch. */
    public static Position beginning(String epoch) {
        return new Position(epoch, 0, 0);
    }

    /** Parses a cursor from a client. */
    public static Position parse(String field, String cursor) {
        Matcher matcher = TEXT.matcher(cursor);
        if (!matcher.matches()) {
            throw Problem.invalid(field, cursor, "a cursor as it came with an event")
                    .exception();
        }
        return new Position(matcher.group(1), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }

    /** Compares offsets only: clocks of two epochs may differ. */
    public boolean isAfter(Position other) {
        return millis == other.millis ? number > other.number : millis > other.millis;
    }

    public boolean sameEpoch(Position other) {
        return epoch.equals(other.epoch);
    }

    /** Returns the cursor. */
    public String text() {
        return epoch + "." + millis + "-" + number;
    }

    @Override
    public String toString() {
        return text();
    }
}
