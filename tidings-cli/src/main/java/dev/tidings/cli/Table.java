package dev.tidings.cli;

import dev.tidings.core.text.DisplayText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Prints rows in columns. On a terminal, cells are truncated, the widest first, until rows fit; if that is not enough,
 * extra columns are omitted, the last first. Elsewhere nothing is truncated. picocli's TextTable needs fixed widths,
 * interprets markup in cells and does not support wide characters.
 */
public final class Table {
    private static final int GAP = 2;
    private static final int LEAST = 8;

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(Column... columns) {
        this.columns = List.of(columns);
    }

    public void row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(cells);
    }

    public boolean empty() {
        return rows.isEmpty();
    }

    public void print(Screen screen) {
        List<List<String>> shown = new ArrayList<>();
        shown.add(columns.stream().map(Column::heading).toList());
        rows.forEach(row -> shown.add(IntStream.range(0, row.size())
                .mapToObj(i -> cell(row, i, screen))
                .toList()));
        int[] widths = widths(shown);
        if (screen.width().isPresent()) {
            int terminal = screen.width().getAsInt();
            fit(widths, terminal);
            int extra = lastExtra();
            if (extra >= 0 && over(widths, terminal) > 0) {
                without(extra).print(screen);
                return;
            }
        }
        for (int i = 0; i < shown.size(); i++) {
            print(shown.get(i), i == 0, widths, screen);
        }
    }

    /** Returns a negative number when there is none. */
    private int lastExtra() {
        int last = columns.size() - 1;
        while (last >= 0 && !columns.get(last).extra()) {
            last--;
        }
        return last;
    }

    private Table without(int column) {
        Table narrower = new Table(IntStream.range(0, columns.size())
                .filter(i -> i != column)
                .mapToObj(columns::get)
                .toArray(Column[]::new));
        rows.forEach(row -> narrower.row(IntStream.range(0, row.size())
                .filter(i -> i != column)
                .mapToObj(row::get)
                .toList()));
        return narrower;
    }

    private String cell(List<String> row, int i, Screen screen) {
        String text = DisplayText.line(row.get(i));
        return columns.get(i).kind() == Column.Kind.TIME ? screen.time(text) : text;
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i)));
            }
        }
        return widths;
    }

    private void fit(int[] widths, int terminal) {
        for (int i = 0; i < widths.length; i++) {
            if (columns.get(i).canBeCut()) {
                widths[i] = Math.min(widths[i], Math.max(terminal, LEAST));
            }
        }
        for (int over = over(widths, terminal); over > 0; over--) {
            int widest = widest(widths);
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    /** Returns how many columns a row exceeds the terminal. */
    private static int over(int[] widths, int terminal) {
        return IntStream.of(widths).sum() + GAP * (widths.length - 1) - terminal;
    }

    /** Returns the widest column that can be truncated further; negative when there is none. */
    private int widest(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            int least = Math.max(LEAST, columns.get(i).heading().length());
            if (columns.get(i).canBeCut() && widths[i] > least && (widest < 0 || widths[i] >= widths[widest])) {
                widest = i;
            }
        }
        return widest;
    }

    private void print(List<String> row, boolean heading, int[] widths, Screen screen) {
        StringBuilder line = new StringBuilder();
        int gap = 0;
        for (int i = 0; i < widths.length; i++) {
            String text = columns.get(i).canBeCut() ? DisplayWidth.cut(row.get(i), widths[i]) : row.get(i);
            if (!text.isEmpty()) {
                line.repeat(' ', gap).append(screen.colored(text, tone(columns.get(i), row.get(i), heading)));
                gap = 0;
            }
            gap += widths[i] - DisplayWidth.of(text) + GAP;
        }
        screen.put(line.toString());
    }

    private static Tone tone(Column column, String text, boolean heading) {
        if (heading) {
            return Tone.HEADING;
        }
        return column.kind() == Column.Kind.STATUS ? Tone.ofStatus(text) : Tone.PLAIN;
    }
}
