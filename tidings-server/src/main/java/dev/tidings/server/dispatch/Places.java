package dev.tidings.server.dispatch;

/**
 * Counts the places of a lane. A place is taken by a reservation and then goes with its delivery from waiting over
 * sending to ending, where it is free again after the completion's commit. Guarded by its lane's lock.
 */
final class Places {
    private final int concurrency;
    private final int capacity;
    private int reserved;
    private int waiting;
    private int sending;
    private int ending;

    Places(LaneSettings settings) {
        this.concurrency = settings.concurrency();
        this.capacity = settings.concurrency() + settings.queue();
    }

    /** Takes places for deliveries that may wait in memory. */
    int reserve(int wanted) {
        return take(Math.min(wanted, capacity - held()));
    }

    /** Takes places for deliveries that can be sent at once or, up to so many, wait for those before them. */
    int reserveForClaim(int wanted, int ahead) {
        return take(Math.min(wanted, claimable(ahead)));
    }

    int claimable(int ahead) {
        int before = reserved + waiting;
        return Math.max(0, Math.min(Math.max(concurrency - before - sending, ahead - before), capacity - held()));
    }

    private int take(int places) {
        int taken = Math.max(0, places);
        reserved += taken;
        return taken;
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

    boolean maySend() {
        return sending < concurrency;
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

    void free() {
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
