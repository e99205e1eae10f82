package dev.tidings.bench.chaos;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of a run.
 *
 * @param figures the figures, in display order
 * @param violations violated guarantees
 */
public record ChaosReport(ChaosPlan plan, Map<String, Object> figures, List<String> violations) {
    private static final int SHOWN = 20;

    public ChaosReport {
        figures = new LinkedHashMap<>(figures);
        violations = List.copyOf(violations);
    }

    /** Formats the report as text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        figures.forEach((name, value) -> text.append("%-58s %s%n".formatted(name, value)));
        if (violations.isEmpty()) {
            return text.append("No guarantee was violated.\n").toString();
        }
        text.append("THE PROMISE IS BROKEN: ").append(violations.size()).append(" findings\n");
        violations.stream()
                .limit(SHOWN)
                .forEach(one -> text.append("  - ").append(one).append('\n'));
        return text.toString();
    }
}
