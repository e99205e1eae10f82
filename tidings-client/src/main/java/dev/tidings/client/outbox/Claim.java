package dev.tidings.client.outbox;

import java.util.List;

/**
 * Rows under one relay's lease.
 *
 * @param token matches nothing once another relay has claimed the rows
 * @param parked rows that were found to be behind others of their ordering keys
 */
record Claim(String token, List<OutboxRow> rows, int parked) {
    Claim {
        rows = List.copyOf(rows);
    }
}
