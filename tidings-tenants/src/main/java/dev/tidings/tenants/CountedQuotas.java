package dev.tidings.tenants;

import java.util.Set;

/**
 * The tenants whose use is counted.
 *
 * @param waiting those with a quota of waiting deliveries
 * @param bytes those with a quota of stored bytes
 * @param allWaiting whether the configuration limits the waiting deliveries of the others too
 * @param allBytes whether it limits the stored bytes of the others too
 */
public record CountedQuotas(Set<String> waiting, Set<String> bytes, boolean allWaiting, boolean allBytes) {
    public CountedQuotas {
        waiting = Set.copyOf(waiting);
        bytes = Set.copyOf(bytes);
    }

    boolean none() {
        return !countsWaiting() && !countsBytes();
    }

    public boolean countsWaiting() {
        return allWaiting || !waiting.isEmpty();
    }

    public boolean countsBytes() {
        return allBytes || !bytes.isEmpty();
    }
}
