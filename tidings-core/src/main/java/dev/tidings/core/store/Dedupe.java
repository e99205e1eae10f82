package dev.tidings.core.store;

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

    /** What a delivery holds, or is to hold. */
    public DedupePlace place(DedupeScope scope, NewDelivery delivery) {
        return byChannel.contains(delivery.channel())
                ? DedupePlace.ofChannel(scope, key, delivery.channel())
                : DedupePlace.ofRecipient(scope, key, delivery.channel(), delivery.recipient());
    }
}
