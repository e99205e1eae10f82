package dev.tidings.http.net;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
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

/** A set of address ranges. Immutable once built, so many threads may ask. */
public final class AddressRanges {
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

    private final List<IPAddress> blocks;
    private final DualIPv4v6Tries ranges = new DualIPv4v6Tries();

    private AddressRanges(List<IPAddress> blocks) {
        this.blocks = blocks;
        blocks.forEach(ranges::add);
    }

    /** Of ranges that are written in code and known to be right. */
    public static AddressRanges of(String... blocks) {
        return new AddressRanges(Arrays.stream(blocks)
                .map(block -> new IPAddressString(block).getAddress())
                .toList());
    }

    /**
     * Of ranges that somebody wrote. Throws a ProblemException for the first that is none.
     *
     * @param field the name of the field or setting, for errors
     * @param ranges addresses and CIDR ranges of either family
     */
    public static AddressRanges parse(String field, List<String> ranges) {
        return new AddressRanges(IntStream.range(0, ranges.size())
                .mapToObj(i -> parse(field + "[" + i + "]", ranges.get(i)))
                .toList());
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Whether it is in one of the ranges. */
    public boolean contain(IPAddress address) {
        return ranges.elementContains(address);
    }

    /** Whether it is in one of the ranges; an IPv4-mapped IPv6 address counts as its IPv4 address. */
    public boolean contain(InetAddress address) {
        return contain(plain(address));
    }

    /** Whether each of the other ranges lies within one of these. */
    public boolean cover(AddressRanges others) {
        return others.blocks.stream().allMatch(this::contain);
    }

    /** An IPv4-mapped IPv6 address as its IPv4 address; any other as it is. */
    public static IPAddress plain(InetAddress address) {
        if (address instanceof Inet4Address) {
            return new IPv4Address(address.getAddress());
        }
        IPv6Address six = new IPv6Address(address.getAddress());
        return six.isIPv4Mapped() ? six.getEmbeddedIPv4Address() : six;
    }

    private static IPAddress parse(String field, String text) {
        IPAddress address;
        try {
            address = new IPAddressString(text.strip(), STRICT).toAddress();
        } catch (AddressStringException malformed) {
            throw refused(field, text, EXPECTED);
        }
        if (address == null || (address.isIPv6() && address.toIPv6().hasZone())) {
            throw refused(field, text, EXPECTED);
        }
        if (address.isPrefixed() && !address.isPrefixBlock()) {
            // Either may be meant: a typing error must not open a whole network.
            throw refused(
                    field,
                    text,
                    address.toPrefixBlock().toCanonicalString() + " for the range, or "
                            + address.withoutPrefixLength().toCanonicalString() + " for the one address");
        }
        return address.withoutPrefixLength().isMultiple() ? address : address.withoutPrefixLength();
    }

    private static ProblemException refused(String field, String text, String expected) {
        return Problem.invalid(field, text, expected).exception();
    }
}
