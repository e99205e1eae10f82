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

/** What documents show in Java stands in {@link Samples}, which is compiled, or in an example. */
class DocumentedSamplesTest {
    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Path SAMPLES = Path.of("src/test/java/dev/tidings/client/Samples.java");

    private static final Path ORDERS = Path.of("../examples/orders/src/main/java/com/example/orders/Orders.java");

    @ParameterizedTest
    @ValueSource(strings = {"../docs/guides/push.md", "../docs/guides/outbox.md", "../README.md"})
    void java_in_a_document_is_compiled(String document) throws IOException {
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

    /** Without what a formatter changes. */
    private static String flat(String code) {
        return code.replaceAll("\\s+", "");
    }
}
