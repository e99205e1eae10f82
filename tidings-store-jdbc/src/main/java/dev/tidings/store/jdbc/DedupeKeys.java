package dev.tidings.store.jdbc;

import dev.tidings.core.routing.Router;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Dedupe;
import dev.tidings.core.store.DedupeSlot;
import org.jspecify.annotations.Nullable;

/** Which dedupe keys are kept as they are. */
public final class DedupeKeys {
    private DedupeKeys() {}

    /** The key, where the channel is still to come: from a digest no other one follows. Null elsewhere. */
    public static @Nullable String kept(Acceptance acceptance, DedupeSlot slot) {
        Dedupe dedupe = acceptance.dedupe();
        return dedupe != null && slot.channel().equals(Router.NO_CHANNEL) ? dedupe.key() : null;
    }
}
