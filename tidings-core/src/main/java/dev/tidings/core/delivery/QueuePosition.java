package dev.tidings.core.delivery;

/**
 * The position of a delivery among the unfinished deliveries of its queue: those to its recipient, on a channel that
 * keeps the order of acceptance, or those of its ordering key to its target. Only the first is sent; the others wait
 * until it ends.
 *
 * @param queue identifies the queue in the store
 * @param number increases with the order of acceptance across all nodes
 * @param first whether no other delivery precedes it
 * @param halts whether it keeps its position when it is dead, so that the others wait for an operator
 */
public record QueuePosition(String queue, long number, boolean first, boolean halts) {
    /** Creates a position that is left at the end, whatever it is. */
    public QueuePosition(String queue, long number, boolean first) {
        this(queue, number, first, false);
    }

    /** Returns the position with its policy. */
    public QueuePosition halting(boolean whenDead) {
        return whenDead == halts ? this : new QueuePosition(queue, number, first, whenDead);
    }
}
