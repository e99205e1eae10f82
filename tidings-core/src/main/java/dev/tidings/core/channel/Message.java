package dev.tidings.core.channel;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import org.jspecify.annotations.Nullable;

/**
 * One message for a channel to send.
 *
 * @param deliveryId stable across attempts, so that the provider can recognize a repeat
 * @param attempt 1 for the first attempt
 * @param address from the endpoint or from the intent
 * @param endpoint null when the intent gave the address
 */
public record Message(
        DeliveryId deliveryId,
        int attempt,
        Notification notification,
        String recipient,
        String address,
        @Nullable Endpoint endpoint) {}
