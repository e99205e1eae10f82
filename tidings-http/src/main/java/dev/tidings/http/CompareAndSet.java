package dev.tidings.http;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Repeats changes that other requests change at the same time. */
public final class CompareAndSet {
    private static final int TRIES = 10;

    private CompareAndSet() {}

    /**
     * Repeats a change while it returns null because of a conflict; throws a ProblemException after ten conflicts.
     *
     * @param noun what is changed, for the message
     */
    public static <T> T repeat(String noun, Supplier<? extends @Nullable T> change) {
        for (int i = 0; i < TRIES; i++) {
            T written = change.get();
            if (written != null) {
                return written;
            }
        }
        throw Problem.of(ProblemCode.ILLEGAL_STATE, "the " + noun + " is being changed by other requests; retry")
                .exception();
    }
}
