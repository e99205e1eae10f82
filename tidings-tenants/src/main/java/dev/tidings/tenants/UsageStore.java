package dev.tidings.tenants;

/** Counts what tenants use. */
@FunctionalInterface
public interface UsageStore {
    /**
     * Counts and stores. Reads a bounded number of rows, in bounded steps: stored bytes are counted over several calls,
     * from the oldest notification to the newest.
     */
    void count(CountedQuotas wanted);
}
