package dev.tidings.client.push;

import io.grpc.Status;

/**
 * How a subscription ended.
 *
 * @param eventsFlowed whether it delivered an event that was handled
 */
record SubscriptionEnd(Status status, boolean eventsFlowed) {}
