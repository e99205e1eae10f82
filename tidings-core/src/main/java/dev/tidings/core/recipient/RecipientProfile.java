package dev.tidings.core.recipient;

import java.time.Instant;

/**
 * The stored profile of a recipient.
 *
 * @param recipient the id chosen by the producer
 * @param version changes with each update; that of a profile that was created again is another one
 */
public record RecipientProfile(
        String tenant, String recipient, RecipientTraits traits, Instant createdAt, Instant updatedAt, long version) {}
