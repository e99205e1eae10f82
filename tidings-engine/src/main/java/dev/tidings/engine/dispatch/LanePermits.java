package dev.tidings.engine.dispatch;

/**
 * Counts the places of a lane. A place is taken by a reservation and then goes with its delivery from waiting over
 * sending to ending, where it is free again after the completion's commit. Guarded by its lane's lock.
 */
final class LanePermits {
    private final int concurrency;
    private final int capacity;
    private int reserved;
    private int waiting;
    private int sending;
    private int ending;

    LanePermits(LaneSettings settings) {
        this.concurrency = settings.concurrency();
        this.capacity = settings.concurrency() + settings.queue();
    }

    /** Takes a place for a delivery that may wait in memory. There is a {@link #free} one. */
    void reserve() {
        reserved++;
    }

    /** Takes places for deliveries that can be sent at once or, up to so many, wait for those before them. */
    int reserveForClaim(int wanted, int ahead, int blocked) {
        int taken = Math.max(0, Math.min(wanted, claimable(ahead, blocked)));
        reserved += taken;
        return taken;
    }

    /** @param blocked so many of those that wait do so for their endpoint, and take no place from others */
    int claimable(int ahead, int blocked) {
        int before = reserved + waiting - blocked;
        return Math.max(0, Math.min(Math.max(concurrency - before - sending, ahead - before), free()));
    }

    /** Places that nothing holds. */
    int free() {
        return capacity - held();
    }

    /** Sends that could begin. */
    int freeToSend() {
        return concurrency - sending;
    }

    void release(int places) {
        if (places < 0 || places > reserved) {
            throw new IllegalStateException(places + " places given back of " + reserved + " reserved");
        }
        reserved -= places;
    }

    void arrive() {
        release(1);
        waiting++;
    }

    void begin() {
        waiting--;
        sending++;
    }

    /** From waiting to ending, without a send. */
    void giveUp() {
        waiting--;
        ending++;
    }

    void sent() {
        sending--;
        ending++;
    }

    void leave() {
        ending--;
    }

    int held() {
        return reserved + waiting + sending + ending;
    }

    int waiting() {
        return waiting;
    }

    int sending() {
        return sending;
    }
}
