package dev.tidings.client.outbox;

import java.util.List;

/**
 * Rows under one relay's lease.
 *
 * @param token matches no row once another relay has claimed them
 * @param parked the number of rows parked behind an earlier row of their ordering key
 */
record Claim(String token, List<OutboxRow> rows, int parked) {
    Claim {
        rows = List.copyOf(rows);
    }
}
