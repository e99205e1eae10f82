package dev.tidings.core.notification;

import dev.tidings.core.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The keys that relate an intent to others.
 *
 * @param dedupe a second intent with the same producer, type and dedupe key creates no second delivery to the same
 * recipient on the same channel
 * @param ordering deliveries of one tenant with the same ordering key to the same target are sent one at a time, in the
 * order of acceptance
 * @param halts whether a dead delivery holds up the later ones of its ordering key until an operator decides
 * @param concurrency how many deliveries of one tenant with the same concurrency key are sent at the same time is limited
 * @param labels by what it is found and canceled; not read again with a notification
 */
public record IntentKeys(
        @Nullable String dedupe,
        @Nullable String ordering,
        boolean halts,
        @Nullable String concurrency,
        IntentLabels labels) {
    public static final IntentKeys NONE = new IntentKeys(null, null, false);

    public static final String CONTINUE = "continue";
    public static final String HALT = "halt";

    /** Creates keys without a concurrency key and labels. */
    public IntentKeys(@Nullable String dedupe, @Nullable String ordering, boolean halts) {
        this(dedupe, ordering, halts, null, IntentLabels.NONE);
    }

    /** Creates keys whose order continues after a dead delivery. */
    public IntentKeys(@Nullable String dedupe, @Nullable String ordering) {
        this(dedupe, ordering, false);
    }

    /**
     * Reads the keys of an intent.
     *
     * @param onDead what happens to the later deliveries of the ordering key when one is dead; null for {@code continue}
     */
    public static IntentKeys of(@Nullable String dedupe, @Nullable String ordering, @Nullable String onDead) {
        if (onDead != null && !onDead.equals(CONTINUE) && !onDead.equals(HALT)) {
            throw Problem.invalid("ordering_on_dead", onDead, CONTINUE + " or " + HALT)
                    .exception();
        }
        boolean halts = HALT.equals(onDead);
        return dedupe == null && ordering == null && !halts ? NONE : new IntentKeys(dedupe, ordering, halts);
    }

    /** Returns the same keys with these labels. */
    public IntentKeys labeled(IntentLabels others) {
        return others.none() ? this : new IntentKeys(dedupe, ordering, halts, concurrency, others);
    }

    /** Returns the same keys with this concurrency key; null for none. */
    public IntentKeys limitedBy(@Nullable String key) {
        return key == null ? this : new IntentKeys(dedupe, ordering, halts, key, labels);
    }

    /** Returns the policy as an intent names it; null for the default. */
    public @Nullable String onDead() {
        return halts ? HALT : null;
    }
}
