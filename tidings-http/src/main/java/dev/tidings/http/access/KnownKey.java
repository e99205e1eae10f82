package dev.tidings.http.access;

import dev.tidings.core.access.ApiKey;
import dev.tidings.http.net.AddressRanges;
import java.net.InetAddress;

/**
 * A stored key with its parsed networks.
 *
 * @param networks from which it may be used; empty for any
 */
record KnownKey(ApiKey key, AddressRanges networks) {
    static KnownKey of(ApiKey key) {
        return new KnownKey(key, AddressRanges.parse("from", key.limits().networks()));
    }

    boolean usableFrom(InetAddress client) {
        return networks.isEmpty() || networks.contain(client);
    }
}
