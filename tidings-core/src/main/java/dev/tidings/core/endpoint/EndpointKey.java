package dev.tidings.core.endpoint;

/** Names an endpoint: a recipient has at most one a channel. */
public record EndpointKey(String tenant, String recipient, String channel) {}
