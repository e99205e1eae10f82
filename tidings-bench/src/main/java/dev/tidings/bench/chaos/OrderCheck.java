package dev.tidings.bench.chaos;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks that the deliveries of each ordering key were sent one after the other, as their intents were submitted. */
final class OrderCheck {
    private final Map<String, List<Sent>> byKey = new HashMap<>();

    private record Sent(int number, String delivery, Instant from, Instant until) {}

    /** @param number the position among the intents of the key */
    void add(String key, int number, String delivery, AttemptHistory history) {
        if (history.attempts() > 0) {
            byKey.computeIfAbsent(key, _ -> new ArrayList<>())
                    .add(new Sent(number, delivery, history.firstStart(), history.end()));
        }
    }

    /** Returns the number of deliveries. */
    int deliveries() {
        return byKey.values().stream().mapToInt(List::size).sum();
    }

    List<String> violations() {
        List<String> violations = new ArrayList<>();
        byKey.forEach((key, sent) -> {
            List<Sent> inOrder =
                    sent.stream().sorted(Comparator.comparingInt(Sent::number)).toList();
            for (int i = 1; i < inOrder.size(); i++) {
                Sent before = inOrder.get(i - 1);
                Sent next = inOrder.get(i);
                if (next.from().plus(AttemptHistory.DEVIATION).isBefore(before.until())) {
                    violations.add(next.delivery() + " was first sent at " + next.from() + ", but " + before.delivery()
                            + ", before it in the ordering key " + key + ", ended at " + before.until());
                }
            }
        });
        return violations;
    }
}
