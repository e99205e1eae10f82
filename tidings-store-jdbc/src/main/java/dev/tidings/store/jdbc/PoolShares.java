package dev.tidings.store.jdbc;

/**
 * The division of the connections of a pool. Shares do not borrow from each other, so that list queries and reads
 * of the hot path never delay each other or writes.
 *
 * @param writes for writes
 * @param reads for the hot path: keys, endpoints, due deliveries
 * @param listQueries for list queries
 */
public record PoolShares(int writes, int reads, int listQueries) {
    public static final int LEAST = 3;
    private static final int PART = 4;

    public static PoolShares of(int size) {
        if (size < LEAST) {
            throw new IllegalArgumentException("size is " + size + "; expected at least " + LEAST);
        }
        int listQueries = Math.max(1, size / PART);
        int reads = Math.max(1, (size - listQueries) / 2);
        return new PoolShares(size - listQueries - reads, reads, listQueries);
    }
}
