package dev.tidings.engine.accept;

import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.intent.IntentTypes;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.Dedupe;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How intents are judged and routed, the same for accepting and for previews.
 *
 * @param types what is known about the types of intents
 * @param dedupedByChannel channels on which a dedupe key is one for all producers, types and recipients
 */
public record AcceptRules(
        IntentRules rules, IntentTypes types, Fingerprints fingerprints, Router router, Set<String> dedupedByChannel) {
    public AcceptRules {
        dedupedByChannel = Set.copyOf(dedupedByChannel);
    }

    /** Rules that know no type. */
    public AcceptRules(IntentRules rules, Fingerprints fingerprints, Router router, Set<String> dedupedByChannel) {
        this(rules, IntentTypes.ANY, fingerprints, router, dedupedByChannel);
    }

    /** Returns the dedupe of an intent with these keys; null without a dedupe key. */
    public @Nullable Dedupe dedupe(IntentKeys keys) {
        String key = keys.dedupe();
        return key == null ? null : new Dedupe(key, dedupedByChannel);
    }
}
