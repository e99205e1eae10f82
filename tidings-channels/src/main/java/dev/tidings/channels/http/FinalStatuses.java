package dev.tidings.channels.http;

import dev.tidings.core.problem.Problem;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Statuses after which a delivery is not retried. Empty by default, because receivers return arbitrary statuses during
 * deployments.
 */
public final class FinalStatuses {
    /** The setting's name, on channels and endpoints. */
    public static final String SETTING = "final_statuses";

    public static final FinalStatuses NONE = new FinalStatuses(new BitSet());

    private static final String EXPECTED =
            "statuses from 300 to 599 or classes such as 4xx, separated by commas, or none; 410 has its own meaning";
    private static final Pattern FORM = Pattern.compile("[3-5](\\d\\d|xx)");
    private static final int CLASS = 100;
    private static final int GONE = 410;

    private final BitSet statuses;

    private FinalStatuses(BitSet statuses) {
        this.statuses = statuses;
    }

    /** Parses an endpoint setting: {@code none}, or a comma-separated list. */
    public static FinalStatuses parse(String field, String text) {
        return text.strip().equals("none") ? NONE : of(field, List.of(text.split(",", -1)));
    }

    /** @throws dev.tidings.core.problem.ProblemException that names the field */
    public static FinalStatuses of(String field, List<String> items) {
        BitSet statuses = new BitSet();
        for (String item : items) {
            String word = item.strip();
            if (!FORM.matcher(word).matches() || word.equals(String.valueOf(GONE))) {
                throw Problem.invalid(field, String.join(",", items), EXPECTED).exception();
            }
            if (word.endsWith("xx")) {
                int first = (word.charAt(0) - '0') * CLASS;
                statuses.set(first, first + CLASS);
            } else {
                statuses.set(Integer.parseInt(word));
            }
        }
        return new FinalStatuses(statuses);
    }

    boolean contain(int status) {
        return statuses.get(status);
    }
}
