package dev.tidings.core.store;

import dev.tidings.core.delivery.Delivery;
import java.util.List;
import java.util.Optional;

/** Reads deliveries of all tenants that wait, and keeps the last count of what they wait for. */
public interface WaitStore {
    /** A part of the waiting deliveries of a channel. Each is one range of the index of due times. */
    enum Part {
        /** Due, but not taken by a node. */
        DUE,
        /** Due at a known later time. */
        SCHEDULED,
        /** Due once others of their queue have ended. */
        QUEUED
    }

    /**
     * Returns waiting deliveries without their attempts, those that are due first before the others. Reads no delivery that has
     * ended, and besides those that it returns only deliveries that are being sent.
     */
    List<Delivery> waiting(String channel, Part part, int limit);

    /** Replaces the last count. */
    void save(WaitCounts counts);

    /** Returns the last count; empty before the first. */
    Optional<WaitCounts> counts();
}
