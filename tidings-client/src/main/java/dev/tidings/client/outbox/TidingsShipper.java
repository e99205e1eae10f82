package dev.tidings.client.outbox;

import dev.tidings.client.submit.BatchResult;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.Problem;
import dev.tidings.client.submit.TidingsClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Ships to a Tidings server in batches over gRPC. */
public final class TidingsShipper implements Shipper {
    /**
     * Failures of the connection's configuration or of its tenant, not of an intent: correcting the key or the address, or
     * resuming the tenant, resolves them.
     */
    private static final Set<String> WAY = Set.of(
            "unauthenticated",
            "permission_denied",
            "tenant_suspended",
            "unimplemented",
            "not_found",
            "failed_precondition");

    private static final Shipment SHIPPED = new Shipment.Shipped();

    private final TidingsClient client;

    /** @param client closed by its owner; its submission timeout must be shorter than the relay's lease */
    public TidingsShipper(TidingsClient client) {
        this.client = client;
    }

    @Override
    public List<Shipment> ship(List<OutboxRow> rows) {
        List<Shipment> shipments = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        List<Intent> intents = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            try {
                intents.add(rows.get(i).intent());
                places.add(i);
                shipments.add(SHIPPED);
            } catch (RuntimeException undecodable) {
                shipments.add(new Shipment.Refused(new Problem(
                        "undecodable", String.valueOf(undecodable.getMessage()), "intent", null, null, null)));
            }
        }
        List<BatchResult> results = client.submitBatch(intents);
        for (int i = 0; i < results.size(); i++) {
            shipments.set(places.get(i), shipment(results.get(i)));
        }
        return shipments;
    }

    private static Shipment shipment(BatchResult result) {
        if (result instanceof BatchResult.Refused refused) {
            return WAY.contains(refused.problem().code())
                    ? new Shipment.Later(refused.problem())
                    : new Shipment.Refused(refused.problem());
        }
        if (result instanceof BatchResult.Unanswered unanswered) {
            return new Shipment.Later(unanswered.problem());
        }
        return SHIPPED;
    }
}
