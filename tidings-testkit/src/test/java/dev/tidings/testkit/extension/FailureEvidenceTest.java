package dev.tidings.testkit.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class FailureEvidenceTest {
    @TempDir
    Path folder;

    @Test
    void a_failure_is_unchanged_and_carries_the_evidence() throws Exception {
        Path log = folder.resolve("server.log");
        Files.writeString(
                log, IntStream.rangeClosed(1, 300).mapToObj(n -> "line " + n).collect(Collectors.joining("\n")));
        FailureEvidence evidence = new FailureEvidence()
                .seed(() -> "42")
                .tail("server", () -> log)
                .tail("other", () -> folder.resolve("none.log"))
                .add("page", () -> {
                    throw new IllegalStateException("the browser is gone");
                });
        AssertionError failure = new AssertionError("expected 2 but was 1");

        assertThat(evidence.attachedTo(failure)).isSameAs(failure).hasMessage("expected 2 but was 1");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(attached -> assertThat(attached.getMessage())
                        .contains(
                                "seed: 42 (-Dtidings.seed=42 repeats it)",
                                "line 101\n",
                                "line 300\n",
                                "no file",
                                "is gone")
                        .doesNotContain("line 100\n"));
    }

    @Test
    void a_skip_stays_a_skip_and_collects_no_evidence() {
        AtomicInteger asked = new AtomicInteger();
        FailureEvidence evidence = new FailureEvidence().add("page", () -> "read " + asked.incrementAndGet());
        TestAbortedException skipped = new TestAbortedException("no browser here");

        assertThat(evidence.attachedTo(skipped)).isSameAs(skipped);
        assertThat(skipped.getSuppressed()).isEmpty();
        assertThat(asked).hasValue(0);
        assertThatThrownBy(() -> Aborts.pass(skipped)).isSameAs(skipped);
        Aborts.pass(new AssertionError("a failure is the caller's"));
    }
}
