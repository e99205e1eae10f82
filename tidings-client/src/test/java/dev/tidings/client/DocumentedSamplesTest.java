package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that every Java sample in a document is part of {@link Samples}, which is compiled, or of an example. */
class DocumentedSamplesTest {
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Path SAMPLES = Path.of("src/test/java/dev/tidings/client/Samples.java");

    private static final Path ORDERS = Path.of("../examples/orders/src/main/java/com/example/orders/Orders.java");

    @ParameterizedTest
    @ValueSource(strings = {"../docs/guides/push.md", "../docs/guides/outbox.md"})
    void java_in_a_document_matches_compiled_code(String document) throws IOException {
        String compiled = flat(Files.readString(SAMPLES) + Files.readString(ORDERS));
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of(document)))
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            String code = block.lines()
                    .filter(line -> !line.startsWith("```") && !line.startsWith("import "))
                    .collect(Collectors.joining("\n"));
            assertThat(compiled).contains(flat(code));
        }
    }

    /** Removes differences that a formatter makes. */
    private static String flat(String code) {
        return code.replaceAll("\\s+", "");
    }
}
