package dev.tidings.http.access;

import java.time.Instant;

/** The content of a valid token: the bearer may receive this recipient's events until it expires. */
public record SubscriberToken(String tenant, String recipient, Instant expiresAt) {}
