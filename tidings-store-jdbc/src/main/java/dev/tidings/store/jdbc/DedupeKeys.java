package dev.tidings.store.jdbc;

import dev.tidings.core.routing.Router;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Dedupe;
import dev.tidings.core.store.DedupeSlot;
import org.jspecify.annotations.Nullable;

/** Decides which dedupe keys are stored as text. */
public final class DedupeKeys {
    private DedupeKeys() {}

    /** The key if the channel is not known yet, because it cannot be derived from a digest; otherwise null. */
    public static @Nullable String kept(Acceptance acceptance, DedupeSlot slot) {
        Dedupe dedupe = acceptance.dedupe();
        return dedupe != null && slot.channel().equals(Router.NO_CHANNEL) ? dedupe.key() : null;
    }
}
