package dev.tidings.core.store;

import java.util.List;

/**
 * The next recipients of an expansion, in order.
 *
 * @param last whether there are no others after them
 */
public record ExpansionSlice(List<String> recipients, boolean last) {
    public ExpansionSlice {
        recipients = List.copyOf(recipients);
    }

    /** Returns the position after the slice. */
    public String end(String position) {
        return recipients.isEmpty() ? position : recipients.getLast();
    }
}
