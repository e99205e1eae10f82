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
 * Whose word counts for where a request came from. Everyone may send the header; it is read only of a connection that comes
 * from one of these proxies, and of what stands in it only what one of them wrote.
 */
final class TrustedProxies {
    private final AddressRanges ranges;
    private final String header;

    private TrustedProxies(AddressRanges ranges, String header) {
        this.ranges = ranges;
        this.header = header;
    }

    /** Throws a ProblemException for what is no address or range. */
    static TrustedProxies of(ServerSection.Proxies settings) {
        return new TrustedProxies(AddressRanges.parse("server.trusted_proxies", settings.trusted()), settings.header());
    }

    /** Whether many clients may stand behind one of its addresses. */
    boolean trusts(InetAddress address) {
        return ranges.contain(address);
    }

    /** From now on a request's client address is the one that they say. */
    void addTo(ServerBuilder server) {
        server.clientAddressSources(ClientAddressSource.ofHeader(header))
                .clientAddressTrustedProxyFilter(this::trusts)
                .clientAddressMapper(this::client);
    }

    /**
     * Each proxy adds, at the end, whom it has the request from. What stands before the last that is none of ours was
     * written by whoever sent it.
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
