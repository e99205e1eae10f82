package dev.tidings.push.log.redis;

import dev.tidings.core.notification.Intent;

/**
 * What one tenant has in Redis. The braces put all of it into the slot of the stream.
 *
 * @param ids from event ids to entry ids
 * @param order event ids, the oldest first
 * @param meta epoch, and how many were ever added
 */
record StreamKeys(String stream, String ids, String order, String meta) {
    /** @param base the stream of the tenant {@code default} */
    static StreamKeys of(String base, String tenant) {
        String stream = Intent.DEFAULT_TENANT.equals(tenant) ? base : base + ":" + tenant;
        String beside = "{" + stream + "}:";
        return new StreamKeys(stream, beside + "ids", beside + "order", beside + "meta");
    }

    String[] all() {
        return new String[] {stream, ids, order, meta};
    }
}
