package dev.tidings.core.event;

import dev.tidings.core.id.DeliveryId;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of an event.
 *
 * @param recipient who says it, and whose the delivery has to be; null for one who speaks for all of the tenant
 * @param read it was read; otherwise it was delivered
 */
public record Ack(String tenant, @Nullable String recipient, DeliveryId delivery, boolean read) {}
