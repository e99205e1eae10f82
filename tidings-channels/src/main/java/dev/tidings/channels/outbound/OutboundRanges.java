package dev.tidings.channels.outbound;

import dev.tidings.core.problem.Problem;
import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.format.util.DualIPv4v6Tries;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A set of address ranges. Not changed once it is built, so that many threads may ask. */
// AddressRanges of tidings-http reads the same: no module that both see has the library, and AddressRulesTest compares
// them.
public final class OutboundRanges {
    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowAll(false)
            .allowEmpty(false)
            .allowSingleSegment(false)
            .allowMask(false)
            .allowPrefixOnly(false)
            .allow_inet_aton(false)
            .setRangeOptions(AddressStringParameters.RangeParameters.NO_RANGE)
            .toParams();
    private static final String EXPECTED = "an address or a range such as 10.1.2.3, 10.0.0.0/8 or fd00:1234::/32";

    private final DualIPv4v6Tries ranges = new DualIPv4v6Tries();

    private OutboundRanges(List<IPAddress> blocks) {
        blocks.forEach(ranges::add);
    }

    /** Of ranges written in this class's package, which are known to be right. */
    static OutboundRanges of(String... blocks) {
        return new OutboundRanges(Arrays.stream(blocks)
                .map(block -> new IPAddressString(block).getAddress())
                .toList());
    }

    /**
     * Of ranges that an operator wrote. Throws a ProblemException for the first that is none.
     *
     * @param field the setting's name for errors
     * @param ranges addresses and CIDR ranges of either family
     */
    public static OutboundRanges configured(String field, List<String> ranges) {
        return new OutboundRanges(IntStream.range(0, ranges.size())
                .mapToObj(i -> parse(field + "[" + i + "]", ranges.get(i)))
                .toList());
    }

    boolean contain(IPAddress address) {
        return ranges.elementContains(address);
    }

    /** Whether it is in one of the ranges; an IPv4 address in the clothes of IPv6 counts as what it is. */
    public boolean contain(InetAddress address) {
        return contain(plain(address));
    }

    static IPAddress plain(InetAddress address) {
        return address instanceof Inet4Address
                ? new IPv4Address(address.getAddress())
                : EmbeddedAddress.unmapped(new IPv6Address(address.getAddress()));
    }

    private static IPAddress parse(String field, String text) {
        try {
            IPAddress address = new IPAddressString(text.strip(), STRICT).toAddress();
            if (address == null || (address.isIPv6() && address.toIPv6().hasZone())) {
                throw Problem.invalid(field, text, EXPECTED).exception();
            }
            if (address.isPrefixed() && !address.isPrefixBlock()) {
                // Either may be meant: a typing error must not open a whole network.
                throw Problem.invalid(
                                field,
                                text,
                                address.toPrefixBlock().toCanonicalString() + " for the range, or "
                                        + address.withoutPrefixLength().toCanonicalString()
                                        + " for the one address")
                        .exception();
            }
            return address.withoutPrefixLength().isMultiple() ? address : address.withoutPrefixLength();
        } catch (AddressStringException e) {
            throw Problem.invalid(field, text, EXPECTED).exception();
        }
    }
}
