package dev.tidings.admin;

import dev.tidings.admin.Waiting.Reason;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.QueueHead;

/**
 * A delivery for whose end another one waits.
 *
 * @param reason {@code ORDERING}, {@code ORDERING_HALTED} or {@code CONCURRENCY_LIMIT}
 */
record Predecessor(DeliveryId id, Reason reason) {
    static Predecessor of(QueueHead head) {
        return new Predecessor(head.id(), head.dead() ? Reason.ORDERING_HALTED : Reason.ORDERING);
    }

    static Predecessor withPermit(DeliveryId id) {
        return new Predecessor(id, Reason.CONCURRENCY_LIMIT);
    }

    Waiting waiting() {
        return new Waiting(
                reason,
                null,
                switch (reason) {
                    case ORDERING_HALTED ->
                        "The earlier delivery " + id + " of its ordering key is dead, and the key halts then until an"
                                + " operator decides.";
                    case CONCURRENCY_LIMIT ->
                        "As many deliveries of its concurrency key as its limit are being sent, such as " + id + ".";
                    default ->
                        "Deliveries are sent in the order of acceptance here, and the earlier delivery " + id
                                + " has not ended.";
                },
                id);
    }
}
