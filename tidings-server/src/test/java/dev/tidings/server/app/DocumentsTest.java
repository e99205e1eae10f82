package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.docs.Document;
import dev.tidings.server.docs.Snippet;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every command and snippet of README and guides in reading order. */
@NeedsServers
class DocumentsTest {
    /** Should shrink. Every snippet that is not run needs a reason. */
    private static final int NOT_RUN = 30;

    @TempDir
    static Path folder;

    /** Servers stop in the background, since a stop takes two seconds. */
    private static final List<Thread> STOPPING = new ArrayList<>();

    @AfterAll
    static void await_the_end_of_all_servers() throws InterruptedException {
        for (Thread thread : STOPPING) {
            thread.join();
        }
    }

    static Stream<Document> documents() {
        return Document.all().stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void commands_and_snippets_of_a_document_work_as_shown(Document document) throws Exception {
        try (DocumentRun run = new DocumentRun(document, Files.createTempDirectory(folder, "server"), STOPPING)) {
            run.run();
        }
    }

    @Test
    void snippets_that_are_not_run_are_few_and_have_a_reason() {
        List<Snippet> all =
                documents().flatMap(document -> document.snippets().stream()).toList();
        List<Snippet> notRun = all.stream().filter(Snippet::notRun).toList();

        assertThat(all).hasSizeGreaterThan(60);
        assertThat(notRun).hasSizeLessThanOrEqualTo(NOT_RUN);
        assertThat(notRun)
                .filteredOn(snippet -> !snippet.language().equals("text"))
                .allSatisfy(snippet ->
                        assertThat(snippet.marker()).as(snippet.where()).matches("not run: \\w+ .{10,}"));
    }
}
