package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Limits of the number of files of a module and of the lines of a file. */
class ClassSizesTest {
    private static final int MOST_FILES = 250;

    private static final int MOST_FILES_OF_THE_SERVER = 200;

    /** A longer file has more than one purpose: split it where they meet. */
    private static final int MOST_LINES = 400;

    @Test
    void no_module_is_too_large() throws Exception {
        for (String module : Poms.modules()) {
            assertThat(SourceFiles.main(module))
                    .as(module)
                    .hasSizeLessThanOrEqualTo(module.equals("tidings-server") ? MOST_FILES_OF_THE_SERVER : MOST_FILES);
        }
    }

    @Test
    void no_java_file_is_longer_than_400_lines() throws Exception {
        List<Path> files = Stream.of(SourceFiles.main(), SourceFiles.main("examples/orders"), SourceFiles.tests())
                .flatMap(List::stream)
                .toList();

        assertThat(files).hasSizeGreaterThan(1_000);
        assertThat(files)
                .allSatisfy(file -> assertThat(SourceFiles.read(file).lines())
                        .as("%s", file)
                        .hasSizeLessThanOrEqualTo(MOST_LINES));
    }
}
