package dev.tidings.core.event;

import dev.tidings.core.id.DeliveryId;
import org.jspecify.annotations.Nullable;

/**
 * A client's acknowledgement of an event.
 *
 * @param recipient who acknowledges, and to whom the delivery must belong; null for a client that acts for the whole
 * tenant
 * @param read read rather than only delivered
 */
public record Ack(String tenant, @Nullable String recipient, DeliveryId delivery, boolean read) {}
