package dev.tidings.server.channel.outbound;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.format.util.DualIPv4v6Tries;
import java.util.List;

/** A set of address ranges. Not changed once it is built, so that many threads may ask. */
final class AddressRanges {
    private final DualIPv4v6Tries ranges = new DualIPv4v6Tries();

    AddressRanges(List<IPAddress> blocks) {
        blocks.forEach(ranges::add);
    }

    /** Of ranges written in this class's package, which are known to be right. */
    static AddressRanges of(String... blocks) {
        return new AddressRanges(java.util.Arrays.stream(blocks)
                .map(block -> new IPAddressString(block).getAddress())
                .toList());
    }

    boolean contain(IPAddress address) {
        return ranges.elementContains(address);
    }
}
