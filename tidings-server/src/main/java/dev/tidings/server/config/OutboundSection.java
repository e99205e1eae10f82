package dev.tidings.server.config;

import inet.ipaddr.IPAddressString;
import java.util.List;

/**
 * Where channels may connect to.
 *
 * @param allow address ranges (CIDR) opened in spite of being private, loopback or link-local
 */
public record OutboundSection(List<String> allow) {
    public OutboundSection {
        allow = List.copyOf(allow);
    }

    static OutboundSection read(Section in) {
        List<String> allow = in.list("allow", List.of());
        for (int i = 0; i < allow.size(); i++) {
            IPAddressString range = new IPAddressString(allow.get(i));
            if (!range.isIPAddress() || range.getAddress() == null) {
                in.error(
                        "allow[" + i + "]",
                        allow.get(i),
                        "an address or a range such as 127.0.0.0/8, ::1 or 10.2.0.0/16");
            }
        }
        return new OutboundSection(allow);
    }
}
