package dev.tidings.core.event;

import dev.tidings.core.problem.Problem;
import java.util.List;

/**
 * Where a subscription is in a tenant's log: a position if it reads one partition, else a position per partition. Its text is
 * what clients store and return; it is opaque to them.
 */
public sealed interface Cursor permits Position, PositionVector {
    /** Parses a cursor from a client. */
    static Cursor parse(String field, String cursor) {
        return Position.read(cursor)
                .map(Cursor.class::cast)
                .or(() -> PositionVector.read(cursor))
                .orElseThrow(() -> invalid(field, cursor).exception());
    }

    static Problem invalid(String field, String cursor) {
        return Problem.invalid(field, cursor, "a cursor as it came with an event");
    }

    /** Returns the position in the partition of a recipient. */
    Position of(String recipient);

    /** Returns the positions by partition; only one if the cursor is that of one partition. */
    List<Position> positions();

    /** Returns the cursor after an event of a recipient. */
    Cursor after(String recipient, Position event);

    /** Returns the cursor as clients store it. */
    String text();
}
