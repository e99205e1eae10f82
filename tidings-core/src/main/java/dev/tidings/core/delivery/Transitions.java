package dev.tidings.core.delivery;

import static dev.tidings.core.delivery.DeliveryStatus.CANCELED;
import static dev.tidings.core.delivery.DeliveryStatus.DEAD;
import static dev.tidings.core.delivery.DeliveryStatus.FAILED;
import static dev.tidings.core.delivery.DeliveryStatus.PENDING;
import static dev.tidings.core.delivery.DeliveryStatus.SENDING;
import static dev.tidings.core.delivery.DeliveryStatus.SENT;
import static dev.tidings.core.delivery.DeliveryStatus.SKIPPED;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The legal transitions between statuses; docs/state-machine.md explains each. */
public final class Transitions {
    private static final Map<DeliveryStatus, Set<DeliveryStatus>> LEGAL = Map.of(
            PENDING, EnumSet.of(SENDING, CANCELED, DEAD),
            FAILED, EnumSet.of(SENDING, CANCELED, DEAD),
            // SENDING to SENDING: the lease lapsed and another worker took over.
            SENDING, EnumSet.of(SENDING, SENT, FAILED, DEAD, SKIPPED, PENDING, CANCELED),
            SENT, EnumSet.of(PENDING),
            DEAD, EnumSet.of(PENDING),
            SKIPPED, EnumSet.of(PENDING),
            CANCELED, EnumSet.noneOf(DeliveryStatus.class));

    private Transitions() {}

    public static boolean legal(DeliveryStatus from, DeliveryStatus to) {
        return LEGAL.getOrDefault(from, Set.of()).contains(to);
    }

    /** Returns the statuses that a delivery can move to. */
    public static Set<DeliveryStatus> from(DeliveryStatus status) {
        return Set.copyOf(LEGAL.getOrDefault(status, Set.of()));
    }

    static void require(DeliveryStatus from, DeliveryStatus to) {
        if (!legal(from, to)) {
            throw new IllegalArgumentException("a delivery cannot go from " + from.code() + " to " + to.code());
        }
    }
}
