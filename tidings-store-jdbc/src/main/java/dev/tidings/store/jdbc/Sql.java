package dev.tidings.store.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A statement with named parameters, such as {@code WHERE id = :id}. It is parsed once, when the class that uses it
 * is loaded, into JDBC text and the positions of each name. A name may occur several times and is bound once.
 *
 * <p>{@code {…}} is a list: {@link #repeat} repeats its content per element, separated by commas. {@code %name%} is
 * an identifier that {@link #naming} replaces. {@code --} starts a comment, which is removed.
 */
public final class Sql {
    private static final Pattern IDENTIFIER = Pattern.compile("\\w+");

    private final String written;
    private final List<Segment> segments;
    private final String text;
    private final Parameter[] parameters;
    private final boolean hasList;
    private final boolean sized;

    /** Part of a statement with {@code ?} for each name; a list is one segment. */
    private record Segment(String text, List<String> names, boolean list, int rows) {
        Segment {
            names = List.copyOf(names);
        }

        boolean open() {
            return list && rows == 0;
        }
    }

    /**
     * A name, with the positions of its question marks.
     *
     * @param positions for a list, those of its first row
     * @param stride from one row of a list to the next
     * @param rows 0 outside a list
     */
    record Parameter(String name, int[] positions, int stride, int rows) {
        Parameter also(int position) {
            int[] more = Arrays.copyOf(positions, positions.length + 1);
            more[positions.length] = position;
            return new Parameter(name, more, stride, rows);
        }
    }

    private Sql(String written, List<Segment> segments) {
        this.written = written;
        this.segments = segments;
        StringBuilder sql = new StringBuilder(written.length());
        List<Parameter> found = new ArrayList<>();
        int position = 1;
        for (Segment segment : segments) {
            for (int i = 0; i < segment.names().size(); i++) {
                add(found, segment, i, position + i);
            }
            int rows = segment.list() ? segment.rows() : 1;
            for (int row = 0; row < rows; row++) {
                sql.append(row == 0 ? "" : ", ").append(segment.text());
            }
            position += rows * segment.names().size();
        }
        this.text = sql.toString();
        this.parameters = found.toArray(Parameter[]::new);
        this.hasList = segments.stream().anyMatch(Segment::list);
        this.sized = segments.stream().noneMatch(Segment::open);
    }

    private static void add(List<Parameter> found, Segment segment, int index, int position) {
        String name = segment.names().get(index);
        int stride = segment.list() ? segment.names().size() : 0;
        for (int i = 0; i < found.size(); i++) {
            Parameter known = found.get(i);
            if (known.name().equals(name)) {
                if (known.stride() != stride || known.rows() != segment.rows()) {
                    throw new IllegalArgumentException(":" + name + " stands in and outside of a list");
                }
                found.set(i, known.also(position));
                return;
            }
        }
        found.add(new Parameter(name, new int[] {position}, stride, segment.rows()));
    }

    /** Parses a statement; throws an IllegalArgumentException where a quote, a list or an identifier does not end. */
    public static Sql of(String statement) {
        return new Sql(statement, new SqlParser(statement).segments(Segment::new));
    }

    /**
     * The statement for a list of a known size. It is unchanged when it has no such list: a database that takes arrays has none.
     *
     * @param name the first parameter in the list
     * @param rows at least 1
     */
    public Sql repeat(String name, int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows is " + rows + "; expected at least 1");
        }
        boolean changed = false;
        List<Segment> sized = new ArrayList<>(segments.size());
        for (Segment segment : segments) {
            boolean it = segment.open() && segment.names().getFirst().equals(name);
            sized.add(it ? new Segment(segment.text(), segment.names(), true, rows) : segment);
            changed |= it;
        }
        return changed ? new Sql(written, sized) : this;
    }

    /** Replaces {@code %name%} by an identifier, such as a partition. */
    public Sql naming(String name, String identifier) {
        String hole = "%" + name + "%";
        if (!IDENTIFIER.matcher(identifier).matches()) {
            throw new IllegalArgumentException(
                    hole + " is \"" + identifier + "\"; expected letters, digits and underscores");
        }
        if (!text.contains(hole)) {
            throw new IllegalArgumentException("the statement has no " + hole + ": " + written);
        }
        return new Sql(
                written,
                segments.stream()
                        .map(segment -> new Segment(
                                segment.text().replace(hole, identifier),
                                segment.names(),
                                segment.list(),
                                segment.rows()))
                        .toList());
    }

    /** The text for JDBC. */
    public String text() {
        if (!sized) {
            throw new IllegalStateException("the size of a list is missing: " + written);
        }
        return text;
    }

    boolean hasList() {
        return hasList;
    }

    Parameter[] parameters() {
        return parameters;
    }

    /** The statement as written. */
    @Override
    public String toString() {
        return written;
    }
}
