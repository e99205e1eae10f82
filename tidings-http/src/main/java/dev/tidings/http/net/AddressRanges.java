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

/** An immutable, thread-safe set of address ranges. */
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

    /** Creates ranges from constants. */
    public static AddressRanges of(String... blocks) {
        return new AddressRanges(Arrays.stream(blocks)
                .map(block -> new IPAddressString(block).getAddress())
                .toList());
    }

    /**
     * Parses ranges. Throws a ProblemException for the first invalid one.
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

    /** Returns whether a range contains the address. */
    public boolean contain(IPAddress address) {
        return ranges.elementContains(address);
    }

    /** Returns whether a range contains the address; IPv4-mapped addresses count as IPv4. */
    public boolean contain(InetAddress address) {
        return contain(plain(address));
    }

    /** Returns whether each of the other ranges is within one of these. */
    public boolean cover(AddressRanges others) {
        return others.blocks.stream().allMatch(this::contain);
    }

    /** Converts IPv4-mapped addresses to IPv4; other addresses are unchanged. */
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
            // Ambiguous: a typing error must not allow a whole network.
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
