package dev.tidings.core.event;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in a partition of a tenant's log: after an event, or at the beginning. Its text is the cursor of a subscription
 * that reads one partition.
 *
 * @param epoch changes when the log is lost
 * @param millis when the event was appended, by the log's clock, which never goes back within an epoch
 * @param number distinguishes events of one millisecond
 */
public record Position(String epoch, long millis, long number) implements Cursor {
    private static final Pattern TEXT = Pattern.compile("([0-9a-z]{1,32})\\.(\\d{1,18})-(\\d{1,18})");

    /** Returns the position before the first event of an epoch. */
    public static Position beginning(String epoch) {
        return new Position(epoch, 0, 0);
    }

    /** Parses a position that this server issued. */
    public static Position parse(String field, String cursor) {
        return read(cursor).orElseThrow(() -> Cursor.invalid(field, cursor).exception());
    }

    static Optional<Position> read(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Position(
                        matcher.group(1), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    @Override
    public Position of(String recipient) {
        return this;
    }

    @Override
    public List<Position> positions() {
        return List.of(this);
    }

    @Override
    public Position after(String recipient, Position event) {
        return event;
    }

    /** Compares offsets only: clocks of two epochs may differ. */
    public boolean isAfter(Position other) {
        return millis == other.millis ? number > other.number : millis > other.millis;
    }

    public boolean sameEpoch(Position other) {
        return epoch.equals(other.epoch);
    }

    @Override
    public String text() {
        return epoch + "." + millis + "-" + number;
    }

    @Override
    public String toString() {
        return text();
    }
}
