package dev.tidings.server.app;

import com.linecorp.armeria.server.ClientAddressSource;
import com.linecorp.armeria.server.ProxiedAddresses;
import com.linecorp.armeria.server.ServerBuilder;
import dev.tidings.http.net.AddressRanges;
import dev.tidings.server.config.ServerSection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The proxies whose client address header is trusted. Any client may send the header, so it is read only on
 * connections from these proxies, and only the entries that one of them added are used.
 */
final class TrustedProxies {
    private final AddressRanges ranges;
    private final String header;

    private TrustedProxies(AddressRanges ranges, String header) {
        this.ranges = ranges;
        this.header = header;
    }

    /** Throws a ProblemException for an invalid address or range. */
    static TrustedProxies of(ServerSection.Proxies settings) {
        return new TrustedProxies(AddressRanges.parse("server.trusted_proxies", settings.trusted()), settings.header());
    }

    /** Whether the address is a proxy's, with many clients behind it. */
    boolean trusts(InetAddress address) {
        return ranges.contain(address);
    }

    /** Makes the server use the client address from the header. */
    void addTo(ServerBuilder server) {
        server.clientAddressSources(ClientAddressSource.ofHeader(header))
                .clientAddressTrustedProxyFilter(this::trusts)
                .clientAddressMapper(this::client);
    }

    /**
     * Each proxy appends the address of its client. The last entry that is not a proxy's is the client; entries
     * before it were written by the client.
     */
    private InetSocketAddress client(ProxiedAddresses said) {
        List<InetSocketAddress> passed = said.destinationAddresses();
        for (int i = passed.size() - 1; i >= 0; i--) {
            if (!ranges.contain(passed.get(i).getAddress())) {
                return passed.get(i);
            }
        }
        return said.sourceAddress();
    }
}
