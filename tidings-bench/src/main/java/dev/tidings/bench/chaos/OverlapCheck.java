package dev.tidings.bench.chaos;

import dev.tidings.bench.chaos.AttemptHistory.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks that only one delivery of each concurrency key was sent at a time, by the attempts that the store recorded. */
final class OverlapCheck {
    private final Map<String, List<Sent>> byKey = new HashMap<>();

    private record Sent(String delivery, Span span) {}

    void add(String key, String delivery, AttemptHistory history) {
        List<Sent> sent = byKey.computeIfAbsent(key, _ -> new ArrayList<>());
        history.spans().forEach(span -> sent.add(new Sent(delivery, span)));
    }

    /** Returns the number of attempts. */
    int attempts() {
        return byKey.values().stream().mapToInt(List::size).sum();
    }

    List<String> violations() {
        List<String> violations = new ArrayList<>();
        byKey.forEach((key, sent) -> {
            Sent before = null;
            for (Sent next : sent.stream()
                    .sorted(Comparator.comparing(one -> one.span().from()))
                    .toList()) {
                if (overlaps(before, next)) {
                    violations.add(next.delivery() + " was sent at " + next.span() + " while " + before
                            + " of the same concurrency key " + key + " was sent");
                }
                before = before == null || end(next).isAfter(end(before)) ? next : before;
            }
        });
        return violations;
    }

    private static boolean overlaps(@Nullable Sent before, Sent next) {
        return before != null
                && !before.delivery().equals(next.delivery())
                && next.span().from().plus(AttemptHistory.DEVIATION).isBefore(end(before));
    }

    private static Instant end(Sent sent) {
        return sent.span().until();
    }
}
