package dev.tidings.push.log.redis;

import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.notification.Intent;

/**
 * The Redis keys of one partition of a tenant's log. The braces keep them in the hash slot of the stream; the streams of the partitions
 * are in different slots.
 *
 * @param ids maps event ids to entry ids
 * @param order the event ids, oldest first
 * @param meta the epoch, and the number of entries that were ever added
 */
record StreamKeys(String stream, String ids, String order, String meta) {
    /**
     * A stream's name tells the number of partitions, so that a log with another number has other streams and other epochs.
     *
     * @param base the stream of the tenant {@code default}
     */
    static StreamKeys of(String base, String tenant, LogPartitions partitions, int partition) {
        String name = Intent.DEFAULT_TENANT.equals(tenant) ? base : base + ":" + tenant;
        String stream = partitions.count() == 1 ? name : name + "#" + partition + "/" + partitions.count();
        String beside = "{" + stream + "}:";
        return new StreamKeys(stream, beside + "ids", beside + "order", beside + "meta");
    }

    String[] all() {
        return new String[] {stream, ids, order, meta};
    }
}
