package dev.tidings.bench.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Formats rows as an aligned text table. */
public final class ResultTable {
    private static final List<String> HEAD =
            List.of("benchmark", "measure", "Tidings", "other side", "", "ratio", "goal", "met");

    private ResultTable() {}

    public static String of(List<Measurement> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        rows.forEach(row -> lines.add(cells(row)));
        int[] widths = new int[HEAD.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder shown = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                shown.append(line.get(i)).repeat(" ", widths[i] - line.get(i).length() + 2);
            }
            text.append(shown.toString().stripTrailing()).append('\n');
            if (line.equals(HEAD)) {
                text.append("-".repeat(shown.toString().stripTrailing().length()))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static List<String> cells(Measurement row) {
        Double theirs = row.theirs();
        Double ratio = row.ratio();
        Boolean met = row.met();
        return List.of(
                row.workload(),
                row.at() == null ? row.what() : row.what() + ", at " + number(row.at()),
                number(row.ours()) + " " + row.unit() + (ratio == null ? range(row.ourRounds()) : ""),
                theirs == null ? "" : number(theirs) + " " + row.unit(),
                row.against() == null ? "" : row.against(),
                ratio == null ? "" : number(ratio) + range(row.ratios()),
                goal(row),
                met == null ? "" : met ? "yes" : "NO");
    }

    private static String goal(Measurement row) {
        return switch (row.goal()) {
            case Goal.RatioAtLeast atLeast -> "ratio ≥ " + atLeast.bound();
            case Goal.RatioAtMost atMost -> "ratio ≤ " + atMost.bound();
            case Goal.AtMost atMost -> "≤ " + number(atMost.bound()) + " " + row.unit();
            case Goal.None _ -> "";
        };
    }

    /** The smallest and the largest; empty for a single one. */
    private static String range(List<Double> rounds) {
        return rounds.size() < 2
                ? ""
                : " (" + number(Collections.min(rounds)) + "–" + number(Collections.max(rounds)) + ")";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%,.2f", value);
    }
}
