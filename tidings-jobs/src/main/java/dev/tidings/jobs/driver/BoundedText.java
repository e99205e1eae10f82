package dev.tidings.jobs.driver;

import dev.tidings.core.text.DisplayText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Limits the length of text from callers and runtimes. */
public final class BoundedText {
    private static final int SHOWN = 128;
    private static final int LONGEST_LINE = 4_096;

    /** The end of a log is the most useful part, and messages have a length limit that cuts off the end. */
    private static final int MOST_WROTE = 1_500;

    /** The number of log lines in a message. */
    public static final int LINES_IN_MESSAGE = 10;

    /** The maximum number of log lines per request. */
    public static final int MOST_LINES = 10_000;

    private BoundedText() {}

    /** Makes a value printable and short, for messages. */
    public static String shown(String text) {
        String printable = DisplayText.spaced(text);
        return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "…";
    }

    /** The last lines of a text, each truncated to a maximum length. */
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

    /** The end of a message, with the last lines of a runtime's log. */
    public static String wrote(List<String> lines) {
        String last = String.join("\n", lines);
        String end = last.length() <= MOST_WROTE ? last : "…" + last.substring(last.length() - MOST_WROTE);
        return lines.isEmpty() ? "; its log is empty" : "; last log lines:\n" + end;
    }
}
