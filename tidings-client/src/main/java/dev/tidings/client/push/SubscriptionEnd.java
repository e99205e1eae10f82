package dev.tidings.client.push;

import io.grpc.Status;

/**
 * How a subscription ended.
 *
 * @param eventsFlowed whether an event was handled while it stood
 */
record SubscriptionEnd(Status status, boolean eventsFlowed) {}
