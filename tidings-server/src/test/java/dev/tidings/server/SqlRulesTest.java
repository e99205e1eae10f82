package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SQL is written in complete text blocks: see docs/adr/0016. */
class SqlRulesTest {
    /** Files that may concatenate SQL, with the reason. */
    private static final Map<String, String> EXEMPT =
            Map.of("Conditions.java", "the one builder: a listing has the conditions of its request");

    /** Comments, text blocks, strings and characters; text is matched by runs, since each repetition of a group takes stack. */
    private static final Pattern TOKEN = Pattern.compile(
            "//[^\\n]*|/\\*.*?\\*/|(?<block>\"\"\"[^\"\\\\]*+(?:(?:\\\\.|\"(?!\"\"))[^\"\\\\]*+)*+\"\"\")|(?<string>\"(?:\\\\.|[^\"\\\\\\n])*\")"
                    + "|'(?:\\\\.|[^'\\\\\\n])'",
            Pattern.DOTALL);

    private static final Pattern SQL = Pattern.compile(
            "^[\"\\s(,]*(?:SELECT|INSERT|UPDATE|DELETE|WITH \\w+ AS|FROM|WHERE|AND|OR|JOIN|LEFT JOIN|SET|VALUES|ORDER"
                    + " BY|GROUP BY|LIMIT|ON CONFLICT|ON DUPLICATE KEY|RETURNING|FOR UPDATE|CREATE TABLE|DROP TABLE|ALTER"
                    + " TABLE|UNION ALL) ");

    private static final Pattern AUDIT_WRITE =
            Pattern.compile("(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO|TRUNCATE(?: TABLE)?)\\s+audit_records\\b");

    /** Operators and methods that concatenate the text before them. */
    private static final Pattern JOINED = Pattern.compile("\\s*(?:\\+|\\.formatted\\()");

    @Test
    void sql_in_main_code_is_written_in_whole_text_blocks() throws IOException {
        List<String> found = new ArrayList<>();
        int files = 0;
        for (Path file : sources()) {
            files++;
            if (!EXEMPT.containsKey(file.getFileName().toString())) {
                violations(Files.readString(file)).forEach(one -> found.add(file + ": " + one));
            }
        }

        assertThat(files).isGreaterThan(500);
        assertThat(found).as("SQL outside of whole text blocks").isEmpty();
    }

    @Test
    void exempt_files_exist_and_need_to_be() throws IOException {
        List<String> needed = new ArrayList<>();
        for (Path file : sources()) {
            String name = file.getFileName().toString();
            if (EXEMPT.containsKey(name) && !violations(Files.readString(file)).isEmpty()) {
                needed.add(name);
            }
        }

        assertThat(needed).containsExactlyInAnyOrderElementsOf(EXEMPT.keySet());
    }

    /** The age of a record is the only reason to remove it. */
    @Test
    void the_audit_log_is_append_only() throws IOException {
        List<String> writes = new ArrayList<>();
        for (Path file : sources()) {
            AUDIT_WRITE
                    .matcher(Files.readString(file))
                    .results()
                    .map(found -> file.getFileName() + " " + found.group(1))
                    .forEach(writes::add);
        }

        assertThat(Set.copyOf(writes))
                .containsExactlyInAnyOrder("AuditTable.java INSERT INTO", "Housekeeping.java DELETE FROM");
    }

    @Test
    void the_rule_sees_strings_and_joined_blocks() {
        assertThat(violations("String a = \"SELECT id FROM t\";")).hasSize(1);
        assertThat(violations("String a = KEY + \" WHERE id = ?\";")).hasSize(1);
        assertThat(violations("String a = \"\"\"\n    SELECT 1 FROM t\n    \"\"\" + where;"))
                .hasSize(1);
        assertThat(violations("String a = where + \"\"\"\n    ORDER BY id\n    \"\"\";"))
                .hasSize(1);
        assertThat(violations("String a = \"\"\"\n    SELECT 1 FROM t WHERE %s\n    \"\"\".formatted(where);"))
                .hasSize(1);
        assertThat(violations("String a = \"\"\"\n    SELECT 1 FROM t\n    \"\"\";"))
                .isEmpty();
        assertThat(violations("// \"SELECT id FROM t\"\nString a = \"and so on\"; /* \"UPDATE t SET\" */"))
                .isEmpty();
    }

    private static List<String> violations(String source) {
        List<String> found = new ArrayList<>();
        Matcher token = TOKEN.matcher(source);
        while (token.find()) {
            String string = token.group("string");
            String block = token.group("block");
            if (string != null && SQL.matcher(string).find()) {
                found.add(string);
            }
            if (block != null
                    && SQL.matcher(block).find()
                    && (JOINED.matcher(source.substring(token.end())).lookingAt()
                            || source.substring(0, token.start())
                                    .stripTrailing()
                                    .endsWith("+"))) {
                found.add(block);
            }
        }
        return found;
    }

    private static List<Path> sources() throws IOException {
        return Stream.concat(Poms.modules().stream(), Stream.of("examples/orders"))
                .flatMap(module -> SourceFiles.main(module).stream())
                .toList();
    }
}
