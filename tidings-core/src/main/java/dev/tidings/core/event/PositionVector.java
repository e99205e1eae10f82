package dev.tidings.core.event;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The positions of a subscription that reads all partitions, one per partition. */
public record PositionVector(List<Position> positions) implements Cursor {
    private static final String SEPARATOR = "~";

    /** Positions have at most 70 characters. */
    private static final int LONGEST_TEXT = LogPartitions.MAX * (70 + SEPARATOR.length());

    public PositionVector {
        positions = List.copyOf(positions);
        if (positions.size() < 2 || positions.size() > LogPartitions.MAX) {
            throw new IllegalArgumentException(
                    "a vector of " + positions.size() + " positions; expected 2 to " + LogPartitions.MAX);
        }
    }

    static Optional<PositionVector> read(String text) {
        String[] parts = text.length() > LONGEST_TEXT ? new String[0] : text.split(SEPARATOR, -1);
        if (parts.length < 2 || parts.length > LogPartitions.MAX) {
            return Optional.empty();
        }
        List<Position> read = Arrays.stream(parts)
                .map(Position::read)
                .flatMap(Optional::stream)
                .toList();
        return read.size() == parts.length ? Optional.of(new PositionVector(read)) : Optional.empty();
    }

    @Override
    public Position of(String recipient) {
        return positions.get(partition(recipient));
    }

    @Override
    public PositionVector after(String recipient, Position event) {
        Position[] moved = positions.toArray(new Position[0]);
        moved[partition(recipient)] = event;
        return new PositionVector(List.of(moved));
    }

    /**
     * Returns a vector for a multiple of the partitions: the recipients of each new partition were all in one old partition.
     */
    public static PositionVector repeated(Cursor cursor, int partitions) {
        List<Position> positions = cursor.positions();
        return new PositionVector(Collections.nCopies(partitions / positions.size(), positions).stream()
                .flatMap(List::stream)
                .toList());
    }

    private int partition(String recipient) {
        return new LogPartitions(positions.size()).of(recipient);
    }

    @Override
    public String text() {
        return positions.stream().map(Position::text).collect(Collectors.joining(SEPARATOR));
    }

    @Override
    public String toString() {
        return text();
    }
}
