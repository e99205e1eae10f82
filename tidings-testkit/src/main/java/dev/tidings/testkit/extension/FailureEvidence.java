package dev.tidings.testkit.extension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Attaches logs, seeds and other evidence to a test failure, as a suppressed exception. The failure itself is unchanged, and an
 * aborted test stays skipped.
 *
 * <pre>{@code
 * @RegisterExtension
 * final FailureEvidence evidence = new FailureEvidence().tail("server", () -> folder.resolve("server.log"));
 * }</pre>
 */
public final class FailureEvidence implements TestExecutionExceptionHandler {
    private static final int TAIL_LINES = 200;

    private final Map<String, Source> sources = new LinkedHashMap<>();

    /** Provides a text; called only after a failure, before the after-each methods. */
    @FunctionalInterface
    public interface Source {
        String read() throws Exception;
    }

    public FailureEvidence add(String name, Source source) {
        sources.put(name, source);
        return this;
    }

    /** Adds the command that repeats a run with this seed. */
    public FailureEvidence seed(Source seed) {
        return add("seed", () -> seed.read() + " (-Dtidings.seed=" + seed.read() + " repeats it)");
    }

    /** Adds the end of a file, if it exists. */
    public FailureEvidence tail(String name, Supplier<Path> file) {
        return add(name, () -> tail(file.get()));
    }

    private static String tail(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "no file " + file;
        }
        List<String> lines = Files.readAllLines(file);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        throw attachedTo(thrown);
    }

    /** Returns what it was given, with the evidence unless it says that the test is skipped. */
    Throwable attachedTo(Throwable thrown) {
        if (!(thrown instanceof TestAbortedException)) {
            thrown.addSuppressed(new Evidence(text()));
        }
        return thrown;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        sources.forEach(
                (name, source) -> text.append('\n').append(name).append(": ").append(read(source)));
        return text.toString();
    }

    /** Missing evidence never hides the failure. */
    private static String read(Source source) {
        try {
            return source.read();
        } catch (Exception unreadable) {
            return unreadable.toString();
        }
    }

    /** Carries the texts in the report of the failure. */
    private static final class Evidence extends Exception {
        private static final long serialVersionUID = 1L;

        Evidence(String text) {
            super(text, null, false, false);
        }
    }
}
