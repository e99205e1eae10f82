package dev.tidings.admin;

import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NotificationCriteria;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Length limits of delivery filters. Longer values match nothing and would only cost store time. */
final class FilterLimits {
    /** The recipient may be an address. */
    private static final int RECIPIENT_CHARS = 2048;

    private static final int TYPE_CHARS = 255;
    private static final int KEY_CHARS = 255;
    private static final int WORD_CHARS = 100;
    private static final int WORDS = 100;

    private FilterLimits() {}

    /**
     * Throws a ProblemException for the first field that exceeds its limit.
     *
     * @param path of the filter in the request, such as {@code filter.}; empty if its fields are those of the request
     */
    static void check(String path, DeliveryFilter filter) {
        if (filter.recipient() != null) {
            TextCheck.atMost(path + "recipient", filter.recipient(), RECIPIENT_CHARS);
        }
        if (filter.type() != null) {
            TextCheck.atMost(path + "type", filter.type(), TYPE_CHARS);
        }
        NotificationCriteria criteria = filter.notifications();
        if (criteria.tag() != null) {
            IntentRules.checkTag(path + "tag", criteria.tag());
        }
        key(path + "cancel_key", criteria.cancelKey());
        key(path + "ordering_key", criteria.orderingKey());
        key(path + "concurrency_key", criteria.concurrencyKey());
        key(path + "producer", criteria.producer());
        key(path + "idempotency_key", criteria.idempotencyKey());
        words(path + "channel", filter.channels());
        words(path + "reason", filter.reasons());
    }

    private static void key(String field, @Nullable String key) {
        if (key != null) {
            TextCheck.atMost(field, key, KEY_CHARS);
        }
    }

    private static void words(String field, Set<String> words) {
        if (words.size() > WORDS) {
            throw Problem.overLimit(field, words.size() + " values", "at most " + WORDS)
                    .exception();
        }
        words.forEach(word -> TextCheck.atMost(field, word, WORD_CHARS));
    }
}
