package dev.tidings.store.jdbc;

/**
 * How the connections of a pool are shared out. None of the shares borrows from another, so that neither lists for people
 * nor reads of the hot path ever wait for each other or keep writes waiting.
 *
 * @param writes for writes
 * @param reads for the hot path: keys, endpoints, what is due
 * @param inquiries for list queries
 */
public record PoolShares(int writes, int reads, int inquiries) {
    public static final int LEAST = 3;
    private static final int PART = 4;

    public static PoolShares of(int size) {
        if (size < LEAST) {
            throw new IllegalArgumentException("size is " + size + "; expected at least " + LEAST);
        }
        int inquiries = Math.max(1, size / PART);
        int reads = Math.max(1, (size - inquiries) / 2);
        return new PoolShares(size - inquiries - reads, reads, inquiries);
    }
}
