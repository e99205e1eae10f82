package dev.tidings.channels.outbound;

import dev.tidings.core.channel.OutboundGuard;
import dev.tidings.http.net.AddressRanges;
import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * The operator's policy for connections to addresses from API users: public addresses and explicitly allowed ranges,
 * but never cloud metadata services.
 */
public final class OutboundPolicy implements OutboundGuard {
    private final AddressRanges allowed;

    private OutboundPolicy(AddressRanges allowed) {
        this.allowed = allowed;
    }

    /** Allows public addresses only. */
    public static OutboundPolicy publicOnly() {
        return new OutboundPolicy(AddressRanges.of());
    }

    /**
     * Allows public addresses and these ranges.
     *
     * @param field the setting's name for errors: {@code outbound.allow}
     * @param ranges addresses and CIDR ranges of either family
     */
    public static OutboundPolicy allowing(String field, List<String> ranges) {
        return new OutboundPolicy(AddressRanges.parse(field, ranges));
    }

    @Override
    public boolean allows(InetAddress address) {
        IPAddress wanted = AddressRanges.plain(address);
        List<IPv4Address> within = EmbeddedAddress.within(wanted);
        return !isMetadata(wanted, within) && (allowed.contain(wanted) || isPublic(wanted, within));
    }

    @Override
    public boolean canOpen(InetAddress address) {
        IPAddress wanted = AddressRanges.plain(address);
        return !isMetadata(wanted, EmbeddedAddress.within(wanted));
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
}
