package dev.tidings.streams.redis;

import java.util.Comparator;

/**
 * The id of a stream entry, by which Redis orders entries.
 *
 * @param millis unsigned, the time when Redis created the id
 * @param number unsigned, the sequence number within the millisecond
 */
record EntryId(long millis, long number) implements Comparable<EntryId> {
    static final String BEGINNING = "0-0";

    private static final Comparator<EntryId> ORDER = Comparator.comparing(EntryId::millis, Long::compareUnsigned)
            .thenComparing(EntryId::number, Long::compareUnsigned);

    static EntryId of(String id) {
        int dash = id.indexOf('-');
        return dash < 0
                ? new EntryId(Long.parseUnsignedLong(id), 0)
                : new EntryId(
                        Long.parseUnsignedLong(id, 0, dash, 10), Long.parseUnsignedLong(id, dash + 1, id.length(), 10));
    }

    @Override
    public int compareTo(EntryId other) {
        return ORDER.compare(this, other);
    }

    boolean isAfter(EntryId other) {
        return compareTo(other) > 0;
    }
}
