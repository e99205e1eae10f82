package dev.tidings.http.access;

import dev.tidings.core.problem.Problem;
import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.net.InetAddress;
import java.util.List;

/** From where a key may be used. */
final class ClientNetworks {
    private static final int MOST = 100;
    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowAll(false)
            .allowEmpty(false)
            .allowSingleSegment(false)
            .allowMask(false)
            .allowPrefixOnly(false)
            .allow_inet_aton(false)
            .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
            .toParams();

    private ClientNetworks() {}

    /** Throws a ProblemException for the first that is no address and no range. */
    static void require(String field, List<String> networks) {
        if (networks.size() > MOST) {
            throw Problem.overLimit(field, networks.size(), "at most " + MOST).exception();
        }
        for (String network : networks) {
            try {
                var _ = new IPAddressString(network, STRICT).toAddress();
            } catch (AddressStringException wrong) {
                throw Problem.invalid(
                                field, network, "an address or a range such as 10.1.2.3, 10.0.0.0/8 or fd00:1234::/32")
                        .exception();
            }
        }
    }

    /** Whether they are empty, or one of them has the address. */
    static boolean allow(List<String> networks, InetAddress client) {
        if (networks.isEmpty()) {
            return true;
        }
        IPAddress address = new IPAddressString(client.getHostAddress()).getAddress();
        return address != null
                && networks.stream().anyMatch(network -> {
                    IPAddress range = new IPAddressString(network, STRICT).getAddress();
                    return range != null
                            && range.getIPVersion() == address.getIPVersion()
                            && range.toPrefixBlock().contains(address.withoutPrefixLength());
                });
    }
}
