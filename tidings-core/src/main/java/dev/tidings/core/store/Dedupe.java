package dev.tidings.core.store;

import java.util.Set;

/**
 * The dedupe key of an intent.
 *
 * @param byChannel channels on which a key is shared by all producers, types and recipients; elsewhere each endpoint,
 * or each recipient without one, of a producer's type has its own slot
 */
public record Dedupe(String key, Set<String> byChannel) {
    public Dedupe {
        byChannel = Set.copyOf(byChannel);
    }

    /** Creates a key with one slot per recipient on every channel. */
    public static Dedupe of(String key) {
        return new Dedupe(key, Set.of());
    }

    /** Returns the slot that a delivery holds or would hold. */
    public DedupeSlot slot(DedupeScope scope, NewDelivery delivery) {
        return byChannel.contains(delivery.channel())
                ? DedupeSlot.ofChannel(scope, key, delivery.channel())
                : DedupeSlot.ofRecipient(scope, key, delivery.channel(), delivery.recipient(), delivery.endpointId());
    }
}
