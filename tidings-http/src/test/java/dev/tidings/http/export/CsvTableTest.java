package dev.tidings.http.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.http.export.CsvTable.Column;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
    private static final CsvTable<String> TABLE = new CsvTable<>(List.of(
            new Column<>("text", text -> text),
            new Column<>("length", String::length),
            new Column<>("at", text -> Instant.EPOCH),
            new Column<>("none", text -> null)));

    private static String csv(String text) {
        return new String(TABLE.items(List.of(text)), StandardCharsets.UTF_8);
    }

    @Test
    void rows_end_with_crlf_and_the_first_one_names_the_columns() {
        assertThat(new String(TABLE.start(), StandardCharsets.UTF_8)).isEqualTo("text,length,at,none\r\n");
        assertThat(csv("ä")).isEqualTo("ä,1,1970-01-01T00:00:00Z,\r\n");
        assertThat(TABLE.contentType().toString()).isEqualTo("text/csv; charset=utf-8; header=present");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a\"b", "a\r\nb", "a\nb", " a ", "#a", "", "'a", "\u2028", "a=b"})
    void any_text_is_read_back_as_it_was(String text) throws Exception {
        try (CSVParser parser = CSVParser.parse(csv(text), CSVFormat.RFC4180)) {
            assertThat(parser.getRecords())
                    .singleElement()
                    .satisfies(row -> assertThat(row.get(0)).isEqualTo(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "\uff1d1",
                "\uff0b1",
                "\uff0d1",
                "\uff20a"
            })
    void a_cell_that_could_be_a_formula_starts_with_an_apostrophe(String formula) throws Exception {
        try (CSVParser parser = CSVParser.parse(csv(formula), CSVFormat.RFC4180)) {
            assertThat(parser.getRecords())
                    .singleElement()
                    .satisfies(row -> assertThat(row.get(0)).isEqualTo("'" + formula));
        }
    }
}
