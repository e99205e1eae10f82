package dev.tidings.testkit.simulation;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Throws violations, and remembers the first one, because the engine handles exceptions. */
final class Violations {
    private @Nullable Violation first;

    void require(boolean holds, @Nullable Object... message) {
        if (!holds) {
            throw of(Arrays.stream(message).map(String::valueOf).collect(Collectors.joining(" ")));
        }
    }

    Violation of(String message) {
        Violation violation = new Violation(message);
        if (first == null) {
            first = violation;
        }
        return violation;
    }

    /** Throws the first violation, if any. */
    void check() {
        if (first != null) {
            throw first;
        }
    }
}
