package dev.tidings.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests named in SECURITY.md and the ASVS table exist. */
class SecurityDocumentsTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|Contract|Properties))`");
    private static final Set<String> STATUSES = Set.of("met", "partly", "not met", "operator", "not applicable");

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(Document.root())) {
            return files.map(Path::toString)
                    .filter(file ->
                            file.endsWith(".java") && (file.contains("/src/test/java/") || file.contains("/testkit/")))
                    .map(file -> file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    private static Set<String> named(String text) {
        return TEST.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SECURITY.md", "docs/security/asvs.md", "docs/guides/keys.md"})
    void each_named_test_exists(String document) throws IOException {
        Set<String> named = named(Files.readString(Document.root().resolve(document)));

        assertThat(named).isNotEmpty();
        assertThat(classes()).containsAll(named);
    }

    @Test
    void each_boundary_of_the_threat_model_has_a_test() throws IOException {
        List<String> boundaries = rows("SECURITY.md");

        assertThat(boundaries)
                .hasSizeGreaterThanOrEqualTo(12)
                .allSatisfy(row -> assertThat(named(row)).isNotEmpty());
    }

    @Test
    void each_requirement_has_one_status_and_unmet_ones_claim_nothing() throws IOException {
        List<String> rows = rows("docs/security/asvs.md");
        assertThat(rows).hasSizeGreaterThan(80);
        List<String> requirements = rows.stream()
                .flatMap(row -> Pattern.compile("V\\d+\\.\\d+\\.\\d+")
                        .matcher(cells(row)[0])
                        .results()
                        .map(MatchResult::group))
                .toList();
        assertThat(requirements).doesNotHaveDuplicates();
        assertThat(rows).allSatisfy(row -> {
            String[] cells = cells(row);
            assertThat(cells).hasSize(4);
            assertThat(STATUSES).contains(cells[1]);
            assertThat(cells[2]).as("where, or what is missing").isNotBlank();
        });
    }

    private static List<String> rows(String document) throws IOException {
        return Files.readAllLines(Document.root().resolve(document)).stream()
                .filter(line -> line.startsWith("| "))
                .filter(line -> !line.startsWith("| ---")
                        && !line.startsWith("| requirement")
                        && !line.startsWith("| boundary"))
                .toList();
    }

    private static String[] cells(String row) {
        String inner = row.substring(2, row.length() - 2);
        return inner.split(" \\| ", -1);
    }
}
