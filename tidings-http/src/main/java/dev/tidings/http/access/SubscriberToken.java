package dev.tidings.http.access;

import java.time.Instant;

/** What a valid token says: its bearer may have this recipient's events until then. */
public record SubscriberToken(String tenant, String recipient, Instant expiresAt) {}
