package dev.tidings.core.channel;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import org.jspecify.annotations.Nullable;

/**
 * What a channel is to send.
 *
 * @param deliveryId stable over attempts: the provider's key for telling a repeat
 * @param attempt 1 for the first try
 * @param address where to, from the endpoint or given outright
 * @param endpoint null when the address was given outright
 */
public record Message(
        DeliveryId deliveryId,
        int attempt,
        Notification notification,
        String recipient,
        String address,
        @Nullable Endpoint endpoint) {}
