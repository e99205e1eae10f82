package dev.tidings.jobs.engine;

import dev.tidings.core.text.DisplayText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Text from outside and from engines, held to bounds. */
public final class BoundedText {
    private static final int SHOWN = 128;
    private static final int LONGEST_LINE = 4_096;

    /** The end of a log says most, and a message has a bound that would cut it off. */
    private static final int MOST_WROTE = 1_500;

    /** Lines of a log that go into a message. */
    public static final int LINES_IN_MESSAGE = 10;

    /** Lines of a log that are given out at most. */
    public static final int MOST_LINES = 10_000;

    private BoundedText() {}

    /** A value as a message may show it: printable and short. */
    public static String shown(String text) {
        String printable = DisplayText.spaced(text);
        return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "…";
    }

    /** The last lines of a text, each held to a length. */
    public static List<String> lastLines(String text, int lines) {
        Deque<String> last = new ArrayDeque<>();
        int most = Math.clamp(lines, 0, MOST_LINES);
        text.lines().forEach(line -> {
            last.addLast(line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…");
            if (last.size() > most) {
                last.removeFirst();
            }
        });
        return List.copyOf(last);
    }

    /** How a message ends that shows what an engine wrote last. */
    public static String wrote(List<String> lines) {
        String last = String.join("\n", lines);
        String end = last.length() <= MOST_WROTE ? last : "…" + last.substring(last.length() - MOST_WROTE);
        return lines.isEmpty() ? "; it wrote nothing" : "; its last lines:\n" + end;
    }
}
