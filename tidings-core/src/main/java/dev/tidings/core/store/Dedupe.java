package dev.tidings.core.store;

import dev.tidings.core.notification.Notification;
import java.util.Set;

/**
 * The dedupe key of an intent.
 *
 * @param byChannel channels on which a key is one place for all producers, types and recipients, rather than a place for each
 *     recipient of a producer's type
 */
public record Dedupe(String key, Set<String> byChannel) {
    public Dedupe {
        byChannel = Set.copyOf(byChannel);
    }

    /** Of each recipient, on every channel. */
    public static Dedupe of(String key) {
        return new Dedupe(key, Set.of());
    }

    DedupePlace place(Notification notification, NewDelivery delivery) {
        return byChannel.contains(delivery.channel())
                ? DedupePlace.ofChannel(notification, key, delivery.channel())
                : DedupePlace.ofRecipient(notification, key, delivery.channel(), delivery.recipient());
    }
}
