package dev.tidings.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
    void keys_follow_from_the_content_so_that_order_and_repetition_make_no_difference() throws IOException {
        String a = "{\"event\":\"a\",\"payload\":{}}\n";
        String b = "{\"event\":\"b\",\"payload\":{}}\n";
        List<String> keys = keys(a + b + a);
        assertThat(keys).doesNotHaveDuplicates().hasSize(3);
        assertThat(keys.get(2)).isEqualTo(keys.get(0) + "-2");
        assertThat(keys(a + b + a)).isEqualTo(keys);
        assertThat(keys(b + a)).containsExactly(keys.get(1), keys.get(0));
    }

    @Test
    void numbers_of_a_payload_stay_as_they_were_written() throws IOException {
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
}
