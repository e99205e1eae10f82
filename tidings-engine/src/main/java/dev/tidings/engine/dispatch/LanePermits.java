package dev.tidings.engine.dispatch;

/**
 * Counts the permits of a lane. A permit is reserved, then follows its delivery through waiting, sending and ending,
 * and is free after the completion's commit. Guarded by the lane's lock.
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

    /** Reserves a permit for a delivery that may wait in memory; the caller has checked {@link #free}. */
    void reserve() {
        reserved++;
    }

    /** Reserves permits for deliveries that can be sent at once, or that wait behind at most {@code ahead} others. */
    int reserveForClaim(int wanted, int ahead, int blocked) {
        int taken = Math.max(0, Math.min(wanted, claimable(ahead, blocked)));
        reserved += taken;
        return taken;
    }

    /** @param blocked number of waiting deliveries that wait for their endpoint and use no capacity */
    int claimable(int ahead, int blocked) {
        int before = reserved + waiting - blocked;
        return Math.max(0, Math.min(Math.max(concurrency - before - sending, ahead - before), free()));
    }

    /** Returns the number of unused permits. */
    int free() {
        return capacity - held();
    }

    /** Returns the number of sends that could begin. */
    int freeToSend() {
        return concurrency - sending;
    }

    void release(int permits) {
        if (permits < 0 || permits > reserved) {
            throw new IllegalStateException(permits + " permits released, but only " + reserved + " reserved");
        }
        reserved -= permits;
    }

    void arrive() {
        release(1);
        waiting++;
    }

    void begin() {
        waiting--;
        sending++;
    }

    /** Moves a delivery from waiting to ending without a send. */
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
