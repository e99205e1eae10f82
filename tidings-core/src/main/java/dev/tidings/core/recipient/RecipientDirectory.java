package dev.tidings.core.recipient;

/** Looks up traits of recipients when messages are rendered; may serve from a cache that is at most a second old. */
@FunctionalInterface
public interface RecipientDirectory {
    /** Knows nobody. */
    RecipientDirectory NONE = (tenant, recipient) -> RecipientTraits.NONE;

    /**
     * Returns {@link RecipientTraits#NONE} for a recipient without a profile. May block. Throws a {@code StoreUnavailable}
     * during an outage of the store.
     */
    RecipientTraits traits(String tenant, String recipient);
}
