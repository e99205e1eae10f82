package dev.tidings.admin;

import dev.tidings.core.recipient.RecipientProfile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of an export. Parts are small enough to be held in memory.
 *
 * @param profile null if there is none, or in later parts
 * @param next the next part; null after the last one
 */
public record ExportPart(
        @Nullable RecipientProfile profile,
        List<EndpointView> endpoints,
        List<String> topics,
        List<ExportedDelivery> deliveries,
        ExportPart.@Nullable Next next) {
    public ExportPart {
        endpoints = List.copyOf(endpoints);
        topics = List.copyOf(topics);
        deliveries = List.copyOf(deliveries);
    }

    /** Where the next part begins. */
    public sealed interface Next {
        /** @param cursor null for the first page */
        record Topics(@Nullable String cursor) implements Next {}

        /**
         * @param cursor null for the first page
         * @param notification the id of the notification that was exported last; null if there is none
         */
        record Deliveries(@Nullable String cursor, @Nullable String notification) implements Next {}
    }

    static ExportPart of(@Nullable RecipientProfile profile, List<EndpointView> endpoints) {
        return new ExportPart(profile, endpoints, List.of(), List.of(), new Next.Topics(null));
    }

    static ExportPart ofTopics(List<String> topics, Next next) {
        return new ExportPart(null, List.of(), topics, List.of(), next);
    }

    static ExportPart ofDeliveries(List<ExportedDelivery> deliveries, @Nullable Next next) {
        return new ExportPart(null, List.of(), List.of(), deliveries, next);
    }
}
