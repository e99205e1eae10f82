package dev.tidings.store.jdbc;

import java.util.ArrayList;
import java.util.List;

/** Splits a statement into lists and the text between them, and replaces names by question marks. */
final class SqlParser {
    private final String sql;
    private final StringBuilder text = new StringBuilder();
    private final List<String> names = new ArrayList<>();
    private int at;

    /** Makes a segment; {@code rows} is 0, since the size of a list is not known yet. */
    @FunctionalInterface
    interface Segments<T> {
        T of(String text, List<String> names, boolean list, int rows);
    }

    SqlParser(String sql) {
        this.sql = sql;
    }

    <T> List<T> segments(Segments<T> segments) {
        List<T> found = new ArrayList<>();
        boolean list = false;
        while (at < sql.length()) {
            char next = sql.charAt(at);
            if (next == '\'') {
                copyTo(end("'", at + 1) + 1);
            } else if (sql.startsWith("--", at)) {
                at = sql.indexOf('\n', at) < 0 ? sql.length() : sql.indexOf('\n', at);
            } else if (sql.startsWith("::", at)) {
                copyTo(at + 2);
            } else if (next == ':' && at + 1 < sql.length() && Character.isLetter(sql.charAt(at + 1))) {
                name();
            } else if (next == '?') {
                throw new IllegalArgumentException("a parameter has no name: " + sql);
            } else if (next == '{' || next == '}') {
                if (list != (next == '}')) {
                    throw new IllegalArgumentException("a list begins within a list or ends outside of one: " + sql);
                }
                found.add(segment(segments, list));
                list = !list;
                at++;
            } else {
                copyTo(at + 1);
            }
        }
        if (list) {
            throw new IllegalArgumentException("a list does not end: " + sql);
        }
        found.add(segment(segments, false));
        return List.copyOf(found);
    }

    private <T> T segment(Segments<T> segments, boolean list) {
        if (list && names.isEmpty()) {
            throw new IllegalArgumentException("a list has no parameter: " + sql);
        }
        T segment = segments.of(text.toString(), names, list, 0);
        text.setLength(0);
        names.clear();
        return segment;
    }

    private void name() {
        int end = at + 1;
        while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
            end++;
        }
        names.add(sql.substring(at + 1, end));
        text.append('?');
        at = end;
    }

    private int end(String mark, int from) {
        int end = sql.indexOf(mark, from);
        if (end < 0) {
            throw new IllegalArgumentException("a quote does not end: " + sql);
        }
        return end;
    }

    private void copyTo(int end) {
        text.append(sql, at, end);
        at = end;
    }
}
