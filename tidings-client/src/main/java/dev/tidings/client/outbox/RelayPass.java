package dev.tidings.client.outbox;

import dev.tidings.client.submit.Problem;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Claims, ships and settles rows once. When the process dies in between, the rows are claimed again after the lease
 * expires.
 */
final class RelayPass {
    private final Shipper shipper;
    private final RelayOptions options;
    private final Claims claims;
    private final Settlements settlements;

    RelayPass(DataSource dataSource, OutboxTable table, Shipper shipper, RelayOptions options) {
        this.shipper = shipper;
        this.options = options;
        Transactions transactions = new Transactions(dataSource, table);
        OutboxSql sql = new OutboxSql(table, options.afterDead());
        this.claims = new Claims(transactions, sql);
        this.settlements = new Settlements(transactions, sql, options.afterDead(), options.backoff());
    }

    /**
     * The result of a pass.
     *
     * @param idle no row was due
     * @param problem why no row was shipped, if none was
     */
    record Result(boolean idle, @Nullable Problem problem) {}

    Result run() throws SQLException {
        Claim claim = claims.claim(options.owner(), UUID.randomUUID().toString(), options.batch(), options.lease());
        if (claim.rows().isEmpty()) {
            return new Result(claim.parked() == 0, null);
        }
        List<Shipment> shipments = ship(claim.rows());
        // A relay that is stopped while it ships still records the results.
        boolean interrupted = Thread.interrupted();
        try {
            int settled = settlements.settle(claim, shipments);
            tell(claim, shipments, settled);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return new Result(false, problem(shipments));
    }

    int freeStranded() throws SQLException {
        return settlements.freeStranded();
    }

    private List<Shipment> ship(List<OutboxRow> rows) {
        try {
            List<Shipment> shipments = shipper.ship(rows);
            if (shipments.size() == rows.size()) {
                return shipments;
            }
            return all(rows, "the shipper returned " + shipments.size() + " shipments; expected " + rows.size());
        } catch (RuntimeException defect) {
            return all(rows, "the shipper threw " + defect);
        }
    }

    private static List<Shipment> all(List<OutboxRow> rows, String message) {
        return Collections.nCopies(
                rows.size(), new Shipment.Later(new Problem("internal", message, null, null, null, null)));
    }

    private void tell(Claim claim, List<Shipment> shipments, int settled) {
        OutboxListener listener = options.listener();
        int late = claim.rows().size() - settled;
        if (late > 0) {
            listener.late(late);
        }
        int shipped = 0;
        Map<Problem, Integer> later = new HashMap<>();
        for (int i = 0; i < shipments.size(); i++) {
            if (shipments.get(i) instanceof Shipment.Refused refused) {
                listener.dead(claim.rows().get(i), refused.problem());
            } else if (shipments.get(i) instanceof Shipment.Later postponed) {
                later.merge(postponed.problem(), 1, Integer::sum);
            } else {
                shipped++;
            }
        }
        if (shipped > 0) {
            listener.shipped(shipped);
        }
        later.forEach((problem, rows) -> listener.later(rows, problem));
    }

    private static @Nullable Problem problem(List<Shipment> shipments) {
        Problem last = null;
        for (Shipment shipment : shipments) {
            if (!(shipment instanceof Shipment.Later later)) {
                return null;
            }
            last = later.problem();
        }
        return last;
    }
}
