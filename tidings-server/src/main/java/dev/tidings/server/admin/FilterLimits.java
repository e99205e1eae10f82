package dev.tidings.server.admin;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.store.DeliveryFilter;
import java.util.Set;

/** How long a filter of deliveries may be: what is longer matches nothing, and would only cost the store its time. */
final class FilterLimits {
    /** A recipient may be an address that was given outright. */
    private static final int RECIPIENT_CHARS = 2048;

    private static final int TYPE_CHARS = 255;
    private static final int WORD_CHARS = 100;
    private static final int WORDS = 100;

    private FilterLimits() {}

    /** Throws a ProblemException for the first field that is over its limit. */
    static void check(DeliveryFilter filter) {
        if (filter.recipient() != null) {
            TextCheck.atMost("recipient", filter.recipient(), RECIPIENT_CHARS);
        }
        if (filter.type() != null) {
            TextCheck.atMost("type", filter.type(), TYPE_CHARS);
        }
        words("channel", filter.channels());
        words("reason", filter.reasons());
    }

    private static void words(String field, Set<String> words) {
        if (words.size() > WORDS) {
            throw Problem.overLimit(field, words.size() + " values", "at most " + WORDS)
                    .exception();
        }
        words.forEach(word -> TextCheck.atMost(field, word, WORD_CHARS));
    }
}
