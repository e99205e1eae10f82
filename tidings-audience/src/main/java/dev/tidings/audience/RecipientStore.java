package dev.tidings.audience;

import dev.tidings.core.recipient.ProfileDirectory;
import dev.tidings.core.recipient.RecipientProfile;
import dev.tidings.core.recipient.RecipientTraits;
import dev.tidings.core.store.Page;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored profiles of recipients. */
public interface RecipientStore extends ProfileDirectory {
    /** Returns a page by recipient. */
    Page<RecipientProfile> list(String tenant, @Nullable String cursor, int limit);

    /** Returns whether any recipient of any tenant has a profile. */
    boolean any();

    /** Creates a profile; returns empty and changes nothing if there is one. */
    Optional<RecipientProfile> create(String tenant, String recipient, RecipientTraits traits);

    /** Replaces a profile; returns empty and changes nothing if there is none of this version. */
    Optional<RecipientProfile> replace(String tenant, String recipient, RecipientTraits traits, long version);
}
