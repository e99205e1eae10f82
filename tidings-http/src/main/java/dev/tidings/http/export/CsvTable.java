package dev.tidings.http.export;

import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it, in UTF-8 with one header row. A spreadsheet that opens it executes no cell: one that could be a formula
 * starts with an apostrophe.
 */
public final class CsvTable<T> implements ExportEncoding<T> {
    public static final MediaType TYPE = MediaType.create("text", "csv");

    private static final MediaType WITH_HEADER =
            TYPE.withCharset(StandardCharsets.UTF_8).withParameter("header", "present");

    /** The first characters of formulas (OWASP, "CSV Injection"), with their full-width forms. */
    private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private final List<Column<T>> columns;

    /** @param value null for an empty cell */
    public record Column<T>(String name, Function<? super T, ? extends @Nullable Object> value) {}

    /** @param columns from left to right */
    public CsvTable(List<Column<T>> columns) {
        this.columns = List.copyOf(columns);
    }

    public List<String> header() {
        return columns.stream().map(Column::name).toList();
    }

    @Override
    public MediaType contentType() {
        return WITH_HEADER;
    }

    @Override
    public String extension() {
        return "csv";
    }

    @Override
    public byte[] start() {
        return rows(List.of(header()));
    }

    @Override
    public byte[] items(List<T> items) {
        return rows(items.stream().map(this::cells).toList());
    }

    private List<String> cells(T item) {
        return columns.stream()
                .map(column -> {
                    Object value = column.value().apply(item);
                    return value == null ? "" : cell(value.toString());
                })
                .toList();
    }

    private static String cell(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private static byte[] rows(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            printer.printRecords(rows);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
