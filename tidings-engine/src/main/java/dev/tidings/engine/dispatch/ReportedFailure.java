package dev.tidings.engine.dispatch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A failed attempt, as circuits see it.
 *
 * @param asked the pause that was requested; null for none
 * @param error what is recorded of it; null for an endpoint, whose deliveries have the evidence
 */
record ReportedFailure(@Nullable Duration asked, @Nullable String error) {
    ReportedFailure withPauseUpTo(Duration most) {
        return asked != null && asked.compareTo(most) > 0 ? new ReportedFailure(most, error) : this;
    }
}
