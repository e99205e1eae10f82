package dev.tidings.core.store;

import java.util.List;

/**
 * The next recipients of an expansion, in order.
 *
 * @param end the position after the slice
 * @param last whether there are no others after them
 */
public record ExpansionSlice(List<String> recipients, String end, boolean last) {
    public ExpansionSlice {
        recipients = List.copyOf(recipients);
    }
}
