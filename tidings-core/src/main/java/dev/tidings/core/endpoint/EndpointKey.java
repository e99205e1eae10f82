package dev.tidings.core.endpoint;

/** Identifies an endpoint: a recipient has at most one per channel. */
public record EndpointKey(String tenant, String recipient, String channel) {}
