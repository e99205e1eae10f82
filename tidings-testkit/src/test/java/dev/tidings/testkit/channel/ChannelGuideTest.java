package dev.tidings.testkit.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guide's code is identical to the code that is compiled and run here. */
class ChannelGuideTest {
    private static final Path SAMPLE = Path.of("src/test/java/com/example/tidings");

    @ParameterizedTest
    @ValueSource(strings = {"SpoolChannel.java", "SpoolChannelTest.java"})
    void the_guide_shows_the_sample_unchanged(String file) throws IOException {
        String guide = Files.readString(Path.of("../docs/guides/channel-spi.md"));
        assertThat(guide).contains("```java\n" + Files.readString(SAMPLE.resolve(file)) + "```");
    }
}
