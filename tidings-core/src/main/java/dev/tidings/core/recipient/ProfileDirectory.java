package dev.tidings.core.recipient;

import java.util.Optional;

/** Reads the stored profiles of recipients. */
@FunctionalInterface
public interface ProfileDirectory {
    Optional<RecipientProfile> find(String tenant, String recipient);
}
