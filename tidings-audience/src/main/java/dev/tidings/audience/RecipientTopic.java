package dev.tidings.audience;

import java.time.Instant;

/**
 * A named group of recipients.
 *
 * @param subscribers how many recipients it has
 */
public record RecipientTopic(
        String tenant, String id, String description, long subscribers, Instant createdAt, Instant updatedAt) {}
