package dev.tidings.server.channel.outbound;

import dev.tidings.core.channel.OutboundGuard;
import dev.tidings.core.problem.Problem;
import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The operator's rule for connections to addresses that a user of the API named: public addresses, what the operator
 * opened besides, and never a cloud's metadata service.
 */
public final class OutboundPolicy implements OutboundGuard {
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

    private final AddressRanges allowed;

    private OutboundPolicy(List<IPAddress> allowed) {
        this.allowed = new AddressRanges(allowed);
    }

    /** Public addresses only. */
    public static OutboundPolicy publicOnly() {
        return new OutboundPolicy(List.of());
    }

    /**
     * Public addresses and these ranges.
     *
     * @param field the setting's name for errors: {@code outbound.allow}
     * @param ranges addresses and CIDR ranges of either family
     */
    public static OutboundPolicy allowing(String field, List<String> ranges) {
        List<IPAddress> parsed = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            parsed.add(parse(field + "[" + i + "]", ranges.get(i)));
        }
        return new OutboundPolicy(parsed);
    }

    @Override
    public boolean allows(InetAddress address) {
        IPAddress wanted = parsed(address);
        List<IPv4Address> within = EmbeddedAddress.within(wanted);
        return !isMetadata(wanted, within) && (allowed.contain(wanted) || isPublic(wanted, within));
    }

    @Override
    public boolean canOpen(InetAddress address) {
        IPAddress wanted = parsed(address);
        return !isMetadata(wanted, EmbeddedAddress.within(wanted));
    }

    private static IPAddress parsed(InetAddress address) {
        return address instanceof Inet4Address
                ? new IPv4Address(address.getAddress())
                : EmbeddedAddress.unmapped(new IPv6Address(address.getAddress()));
    }

    private static boolean isMetadata(IPAddress address, List<IPv4Address> within) {
        return SpecialRanges.METADATA.contain(address) || within.stream().anyMatch(SpecialRanges.METADATA::contain);
    }

    private boolean isPublic(IPAddress address, List<IPv4Address> within) {
        if (address.isIPv4()) {
            return !SpecialRanges.NOT_PUBLIC_V4.contain(address);
        }
        if (EmbeddedAddress.isNat64(address)) {
            IPv4Address real = within.getFirst();
            return allowed.contain(real) || !SpecialRanges.NOT_PUBLIC_V4.contain(real);
        }
        return SpecialRanges.GLOBAL_V6.contain(address) && !SpecialRanges.NOT_PUBLIC_V6.contain(address);
    }

    private static IPAddress parse(String field, String text) {
        try {
            IPAddress address = new IPAddressString(text.strip(), STRICT).toAddress();
            if (address == null || (address.isIPv6() && address.toIPv6().hasZone())) {
                throw Problem.invalid(field, text, EXPECTED).exception();
            }
            if (address.isPrefixed() && !address.isPrefixBlock()) {
                throw Problem.invalid(field, text, EXPECTED + ", without bits after the prefix")
                        .exception();
            }
            return address.withoutPrefixLength().isMultiple() ? address : address.withoutPrefixLength();
        } catch (AddressStringException e) {
            throw Problem.invalid(field, text, EXPECTED).exception();
        }
    }
}
