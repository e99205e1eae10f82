package dev.tidings.server.config;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.text.BlankText;
import dev.tidings.http.net.AddressRanges;
import java.util.List;

/**
 * Addresses that channels may connect to.
 *
 * @param allow private, loopback or link-local address ranges (CIDR) that are allowed
 */
public record OutboundSection(List<String> allow) {
    public OutboundSection {
        allow = List.copyOf(allow);
    }

    static OutboundSection read(Section in) {
        List<String> allow = in.list("allow", List.of());
        for (int i = 0; i < allow.size(); i++) {
            String range = allow.get(i);
            try {
                // Blank values are reported elsewhere.
                var _ = AddressRanges.parse("allow", BlankText.isBlank(range) ? List.of() : List.of(range));
            } catch (ProblemException wrong) {
                in.error(
                        "allow[" + i + "]",
                        range,
                        String.valueOf(wrong.problem().expected()));
            }
        }
        return new OutboundSection(allow);
    }
}
