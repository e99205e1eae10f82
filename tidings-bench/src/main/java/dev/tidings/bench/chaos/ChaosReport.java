package dev.tidings.bench.chaos;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run found.
 *
 * @param figures in the order in which they are shown
 * @param violations what must not be, none when the promise holds
 */
public record ChaosReport(ChaosPlan plan, Map<String, Object> figures, List<String> violations) {
    private static final int SHOWN = 20;

    public ChaosReport {
        figures = new LinkedHashMap<>(figures);
        violations = List.copyOf(violations);
    }

    /** For people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        figures.forEach((name, value) -> text.append("%-58s %s%n".formatted(name, value)));
        if (violations.isEmpty()) {
            return text.append("The promise holds.\n").toString();
        }
        text.append("THE PROMISE IS BROKEN: ").append(violations.size()).append(" findings\n");
        violations.stream()
                .limit(SHOWN)
                .forEach(one -> text.append("  - ").append(one).append('\n'));
        return text.toString();
    }
}
