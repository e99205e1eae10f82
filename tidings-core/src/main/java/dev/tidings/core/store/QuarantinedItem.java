package dev.tidings.core.store;

import dev.tidings.core.text.PlainText;
import java.time.Instant;

/**
 * @param source where it came from, such as {@code redis:tidings:intents}
 * @param position where in the source, such as a stream entry id
 * @param raw its bytes as they came, at most 1 MiB
 */
public record QuarantinedItem(
        String id, String tenant, String source, String position, byte[] raw, String reason, Instant at) {
    public QuarantinedItem {
        reason = PlainText.mended(reason);
    }
}
