package dev.tidings.client.outbox;

import dev.tidings.client.submit.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A destination of rows in tests: accepts each idempotency key once, as Tidings does, unless it is configured to refuse. */
final class AcceptingShipper implements Shipper {
    private final Map<String, OutboxRow> accepted = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private volatile Function<OutboxRow, @Nullable Shipment> decision = row -> null;

    static Problem problem(String code, String message) {
        return new Problem(code, message, null, null, null, null);
    }

    /** Decides about the next rows; null accepts. */
    void judge(Function<OutboxRow, @Nullable Shipment> judge) {
        decision = judge;
    }

    @Override
    public List<Shipment> ship(List<OutboxRow> rows) {
        return rows.stream().map(this::ship).toList();
    }

    private synchronized Shipment ship(OutboxRow row) {
        asked.add(row.idempotencyKey());
        Shipment told = decision.apply(row);
        if (told != null) {
            return told;
        }
        accept(row);
        return new Shipment.Shipped();
    }

    synchronized void accept(OutboxRow row) {
        accepted.putIfAbsent(row.idempotencyKey(), row);
    }

    /** Accepted rows, in the order of their first acceptance. */
    synchronized List<String> keys() {
        return List.copyOf(accepted.keySet());
    }

    synchronized List<OutboxRow> rows() {
        return List.copyOf(accepted.values());
    }

    /** Every shipment. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }
}
