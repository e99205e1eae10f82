package dev.tidings.push.log.redis;

import dev.tidings.core.notification.Intent;

/**
 * The Redis keys of one tenant. The braces keep them in the hash slot of the stream.
 *
 * @param ids maps event ids to entry ids
 * @param order the event ids, oldest first
 * @param meta the epoch, and the number of entries that were ever added
 */
record StreamKeys(String stream, String ids, String order, String meta) {
    /**
     * @param base the stream of the tenant {@code default}
     */
    static StreamKeys of(String base, String tenant) {
        String stream = Intent.DEFAULT_TENANT.equals(tenant) ? base : base + ":" + tenant;
        String beside = "{" + stream + "}:";
        return new StreamKeys(stream, beside + "ids", beside + "order", beside + "meta");
    }

    String[] all() {
        return new String[] {stream, ids, order, meta};
    }
}
