package dev.tidings.engine.dispatch;

import dev.tidings.core.delivery.LeasedDelivery;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose due deliveries wait in the store, as far as the lane knows. New deliveries of these tenants must not overtake
 * those that wait; those of other tenants may. Between two claims only some of them may, so that the claims, and with
 * them all that waits, always get permits too.
 */
final class KnownBacklog {
    /** With more tenants than this, nobody overtakes. */
    private static final int MOST = 10_000;

    private final int handOffsPerClaim;
    private final Set<String> tenants = new HashSet<>();

    /** Read for every new delivery, nearly always without a backlog. */
    private volatile boolean any;

    private boolean ofAll;
    private int handOffs;

    KnownBacklog(LaneSettings settings) {
        this.handOffsPerClaim = Math.max(1, settings.concurrency() / 4);
    }

    boolean any() {
        return any;
    }

    /** Returns whether a new delivery of this tenant has to wait in the store. */
    boolean precedes(String tenant) {
        if (!any) {
            return false;
        }
        synchronized (this) {
            if (ofAll || handOffs == 0 || tenants.contains(tenant)) {
                return any;
            }
            handOffs--;
            return false;
        }
    }

    /** Records that deliveries of some tenant may be due. The next claim shows of which, if it does not take them all. */
    synchronized void ofSomeone() {
        if (!any) {
            any = true;
            ofAll = true;
        }
    }

    /** Records that a delivery of this tenant is due. */
    synchronized void of(String tenant) {
        if (!any) {
            handOffs = handOffsPerClaim;
            any = true;
        }
        if (!ofAll) {
            tenants.add(tenant);
            ofAll = tenants.size() > MOST;
        }
    }

    /** Records that a claim took as many deliveries as it could: tenants that it did not serve have none that wait. */
    synchronized void remains(List<LeasedDelivery> claimed) {
        tenants.clear();
        claimed.forEach(leased -> tenants.add(leased.notification().tenant()));
        any = true;
        ofAll = false;
        handOffs = handOffsPerClaim;
    }

    /** Records that a claim took everything that was due. */
    synchronized void none() {
        any = false;
        ofAll = false;
        tenants.clear();
    }
}
