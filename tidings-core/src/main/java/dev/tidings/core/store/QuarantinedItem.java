package dev.tidings.core.store;

import dev.tidings.core.text.PlainText;
import java.time.Instant;

/**
 * A message that could not be decoded.
 *
 * @param source such as {@code redis:tidings:intents}
 * @param position within the source, such as a stream entry id
 * @param raw the original bytes, at most 1 MiB
 */
public record QuarantinedItem(
        String id, String tenant, String source, String position, byte[] raw, String reason, Instant at) {
    public QuarantinedItem {
        reason = PlainText.cleaned(reason);
    }
}
