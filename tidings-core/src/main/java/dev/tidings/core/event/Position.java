package dev.tidings.core.event;

import dev.tidings.core.problem.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a tenant's log: behind an event, or at its beginning. Its text is the cursor that clients keep and give back;
 * they are not to look into it.
 *
 * @param epoch changes when the log is lost, and with it all that this place was behind
 * @param millis when the event was appended, by the log's clock, which never goes back within an epoch
 * @param number tells events of one millisecond apart
 */
public record Position(String epoch, long millis, long number) {
    private static final Pattern TEXT = Pattern.compile("([0-9a-z]{1,32})\\.(\\d{1,18})-(\\d{1,18})");

    /** Before the first event of an epoch. */
    public static Position beginning(String epoch) {
        return new Position(epoch, 0, 0);
    }

    /** Reads a cursor that came from outside. */
    public static Position parse(String field, String cursor) {
        Matcher matcher = TEXT.matcher(cursor);
        if (!matcher.matches()) {
            throw Problem.invalid(field, cursor, "a cursor as it came with an event")
                    .exception();
        }
        return new Position(matcher.group(1), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }

    /** Whether it lies behind another, by offset alone: of two epochs the clocks may differ. */
    public boolean isAfter(Position other) {
        return millis == other.millis ? number > other.number : millis > other.millis;
    }

    public boolean sameEpoch(Position other) {
        return epoch.equals(other.epoch);
    }

    /** The cursor. */
    public String text() {
        return epoch + "." + millis + "-" + number;
    }

    @Override
    public String toString() {
        return text();
    }
}
