package dev.tidings.engine.accept;

import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.intent.IntentTypes;
import dev.tidings.core.routing.Router;
import java.util.Set;

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
}
