package dev.tidings.channels.outbound;

import dev.tidings.http.net.AddressRanges;
import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import java.util.List;

/** Extracts IPv4 addresses embedded in IPv6 addresses, to which a gateway may forward packets. */
final class EmbeddedAddress {
    private static final AddressRanges NAT64 = AddressRanges.of("64:ff9b::/96");
    private static final AddressRanges NAT64_LOCAL = AddressRanges.of("64:ff9b:1::/48");
    private static final AddressRanges MAPPED_OR_COMPATIBLE = AddressRanges.of("::/96", "::ffff:0:0/96");
    private static final AddressRanges TRANSLATED = AddressRanges.of("::ffff:0:0:0/96");
    private static final AddressRanges SIX_TO_FOUR = AddressRanges.of("2002::/16");
    private static final AddressRanges TEREDO = AddressRanges.of("2001::/32");
    private static final int SIX_TO_FOUR_BYTE = 2;
    private static final int TEREDO_SERVER_BYTE = 4;
    private static final int LAST_BYTE = 12;
    private static final int BYTES = 4;

    private EmbeddedAddress() {}

    /**
     * Returns whether the address has NAT64's well-known prefix. IPv6-only networks use it to reach public IPv4, so the
     * embedded address decides.
     */
    static boolean isNat64(IPAddress address) {
        return address.isIPv6() && NAT64.contain(address);
    }

    /** Returns the embedded addresses; empty when there are none. */
    static List<IPv4Address> within(IPAddress address) {
        if (!address.isIPv6()) {
            return List.of();
        }
        byte[] bytes = address.toIPv6().getBytes();
        if (NAT64.contain(address)
                || NAT64_LOCAL.contain(address)
                || MAPPED_OR_COMPATIBLE.contain(address)
                || TRANSLATED.contain(address)) {
            return List.of(at(bytes, LAST_BYTE, 0));
        }
        if (SIX_TO_FOUR.contain(address)) {
            return List.of(at(bytes, SIX_TO_FOUR_BYTE, 0));
        }
        if (TEREDO.contain(address)) {
            return List.of(at(bytes, TEREDO_SERVER_BYTE, 0), at(bytes, LAST_BYTE, 0xff));
        }
        return List.of();
    }

    private static IPv4Address at(byte[] bytes, int from, int mask) {
        byte[] four = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            four[i] = (byte) (bytes[from + i] ^ mask);
        }
        return new IPv4Address(four);
    }
}
