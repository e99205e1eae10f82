package dev.tidings.channels.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class OutboundPolicyProperties {
    private final OutboundPolicy policy = OutboundPolicy.publicOnly();

    @Property
    void special_addresses_of_the_jdk_are_refused(@ForAll @Size(4) byte[] four, @ForAll @Size(16) byte[] sixteen)
            throws UnknownHostException {
        for (InetAddress address : List.of(InetAddress.getByAddress(four), InetAddress.getByAddress(sixteen))) {
            if (address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress()
                    || address.isMulticastAddress()) {
                assertThat(policy.allows(address)).as(address.toString()).isFalse();
            }
        }
    }

    @Property
    void embedding_an_address_allows_nothing(@ForAll int bits) {
        InetAddress plain = InetAddresses.fromInteger(bits);
        if (!policy.allows(plain)) {
            String four = plain.getHostAddress();
            for (String wrapped : List.of(
                    "::ffff:" + four,
                    "::" + four,
                    "::ffff:0:" + four,
                    "64:ff9b::" + four,
                    "64:ff9b:1::" + four,
                    "2002:%x:%x::1".formatted(bits >>> 16, bits & 0xffff))) {
                assertThat(policy.allows(InetAddresses.forString(wrapped)))
                        .as(wrapped)
                        .isFalse();
            }
        }
    }

    @Property
    void allowing_one_address_allows_no_other(@ForAll int opened, @ForAll int other) {
        OutboundPolicy opening = OutboundPolicy.allowing(
                "outbound.allow", List.of(InetAddresses.fromInteger(opened).getHostAddress()));
        if (opened != other) {
            InetAddress address = InetAddresses.fromInteger(other);
            assertThat(opening.allows(address)).isEqualTo(policy.allows(address));
        }
    }
}
