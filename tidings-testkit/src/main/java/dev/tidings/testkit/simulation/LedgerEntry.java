package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.ConcurrencyKey;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.delivery.Transitions;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of one delivery. */
final class LedgerEntry {
    final NotificationId notification;
    final String tenant;
    final String channel;
    DeliveryStatus status;

    /** When it is due at the latest; null if that is not known, or if it may wait for others. */
    @Nullable
    Instant due;

    @Nullable
    LeaseToken token;

    /** Null if the delivery names none. */
    @Nullable
    EndpointId endpoint;

    Instant until = Instant.EPOCH;
    int used;

    /** Null if it has none. */
    final @Nullable ConcurrencyKey concurrency;

    /** Null if no order is preserved, as for replays. */
    @Nullable
    String queue;

    /** Whether later deliveries of its queue wait for an operator when it is dead. */
    boolean halts;

    final Set<Integer> tried = new HashSet<>();

    LedgerEntry(Notification notification, String channel, DeliveryStatus status) {
        this.notification = notification.id();
        this.tenant = notification.tenant();
        this.channel = channel;
        this.status = status;
        this.concurrency = ConcurrencyKey.of(notification);
    }

    boolean due(Instant now) {
        return due != null && !due.isAfter(now) && waits();
    }

    /** Whether it waits for its next attempt. */
    boolean waits() {
        return status == DeliveryStatus.PENDING || status == DeliveryStatus.FAILED;
    }

    /** Whether it holds up the later deliveries of its queue though it has ended. */
    boolean halted() {
        return status == DeliveryStatus.DEAD && halts && queue != null;
    }

    /** Records that it was leased. */
    void claimed(LeasedDelivery leased, Instant now, Instant leaseEnd, Violations rules) {
        rules.require(
                Transitions.legal(status, DeliveryStatus.SENDING), leased.id(), "was claimed though it is", status);
        rules.require(
                status != DeliveryStatus.SENDING || !now.isBefore(until),
                leased.id(),
                "was claimed at",
                now,
                "though",
                token,
                "holds a lease until",
                until);
        rules.require(
                leased.reclaimed() == (status == DeliveryStatus.SENDING),
                leased.id(),
                ": reclaimed is",
                leased.reclaimed(),
                "though it was",
                status);
        rules.require(
                leased.attemptsUsed() == used,
                leased.id(),
                "was claimed with",
                leased.attemptsUsed(),
                "attempts used, but",
                used,
                "were counted");
        status = DeliveryStatus.SENDING;
        due = null;
        token = leased.token();
        until = leaseEnd;
    }

    boolean holds(LeaseToken lease) {
        return status == DeliveryStatus.SENDING && lease.equals(token);
    }

    String describe() {
        return "it is " + status.code() + (token == null ? "" : " under " + token.value() + " until " + until);
    }
}
