package dev.tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntentFileTest {
    @TempDir
    Path folder;

    private List<String> keys(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("f.jsonl"), text);
        List<String> keys = new ArrayList<>();
        try (IntentFile lines = new IntentFile(file, new LineFields(), new IntentOptions(), null)) {
            for (IntentFile.Line line = lines.next(); line != null; line = lines.next()) {
                keys.add(Objects.requireNonNull(line.intent())
                        .path("idempotency_key")
                        .asText());
            }
        }
        return keys;
    }

    @Test
    void keys_depend_only_on_content() throws IOException {
        String a = "{\"event\":\"a\",\"payload\":{}}\n";
        String b = "{\"event\":\"b\",\"payload\":{}}\n";
        List<String> keys = keys(a + b + a);
        assertThat(keys).doesNotHaveDuplicates().hasSize(3);
        assertThat(keys.get(2)).isEqualTo(keys.get(0) + "-2");
        assertThat(keys(a + b + a)).isEqualTo(keys);
        assertThat(keys(b + a)).containsExactly(keys.get(1), keys.get(0));
    }

    @Test
    void numbers_in_a_payload_are_unchanged() throws IOException {
        Path file = Files.writeString(
                folder.resolve("f.jsonl"), "{\"event\":\"a\",\"payload\":{\"x\":1.50,\"y\":12345678901234567890}}");
        try (IntentFile lines = new IntentFile(file, new LineFields(), new IntentOptions(), null)) {
            IntentFile.Line line = Objects.requireNonNull(lines.next());
            assertThat(Objects.requireNonNull(line.intent()).path("payload").toString())
                    .isEqualTo("{\"x\":1.50,\"y\":12345678901234567890}");
            assertThat(Objects.requireNonNull(line.intent()).path("audience").toString())
                    .isEqualTo("{\"recipients\":[\"user:1\"]}");
        }
    }

    private List<String> results(byte[] text) throws IOException {
        Path file = Files.write(folder.resolve("f.jsonl"), text);
        List<String> results = new ArrayList<>();
        try (IntentFile lines = new IntentFile(file, new LineFields(), new IntentOptions(), null)) {
            for (IntentFile.Line line = lines.next(); line != null; line = lines.next()) {
                results.add(line.number() + " "
                        + (line.intent() == null
                                ? line.problem()
                                : line.intent().path("type").asText()));
            }
        }
        return results;
    }

    @Test
    void byte_order_marks_crlf_and_blank_lines_are_skipped() throws IOException {
        assertThat(results("\uFEFF{\"event\":\"a\"}\r\n\r\n  \n{\"event\":\"b\"}".getBytes(StandardCharsets.UTF_8)))
                .containsExactly("1 a", "4 b");
    }

    @Test
    void an_invalid_line_does_not_affect_others() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes("{\"event\":\"a\"}\n".getBytes(StandardCharsets.UTF_8));
        text.writeBytes(new byte[] {'{', '"', (byte) 0xFF, '\n'});
        text.writeBytes("x".repeat(2 * 1024 * 1024).getBytes(StandardCharsets.UTF_8));
        text.writeBytes("\n[]\n{\"event\":\"b\"}\n".getBytes(StandardCharsets.UTF_8));

        assertThat(results(text.toByteArray()))
                .containsExactly("1 a", "2 not UTF-8", "3 longer than 1048576 bytes", "4 not a JSON object", "5 b");
    }

    @Test
    void a_line_with_two_values_is_refused() throws IOException {
        assertThat(results("{\"event\":\"a\"} {\"event\":\"b\"}\n".getBytes(StandardCharsets.UTF_8)))
                .containsExactly("1 not JSON: unexpected data after the first value");
    }

    @Test
    void a_malformed_line_is_reported_with_its_column() throws IOException {
        assertThat(results("{\"event\":\"b\"\n{\"a\": [1\nnot json\n".getBytes(StandardCharsets.UTF_8)))
                .allSatisfy(problem -> assertThat(problem).matches("\\d not JSON: .+, at column \\d+"))
                .noneMatch(problem -> problem.contains("Source"));
    }
}
