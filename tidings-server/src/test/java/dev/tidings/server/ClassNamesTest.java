package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each class name stands for one class. */
class ClassNamesTest {
    /** Of the client's public interface: it is for Java 17 and sees no core. */
    private static final Set<String> ALSO_THE_CLIENTS = Set.of("Backoff", "Intent", "Problem", "Receipt");

    private static final Set<String> NOT_SHIPPED = Set.of("tidings-bench", "tidings-testkit");

    @Test
    void a_name_stands_for_one_class_in_all_that_is_shipped() throws IOException {
        Map<String, List<Path>> named = new TreeMap<>();
        for (String module : Poms.modules()) {
            if (!NOT_SHIPPED.contains(module)) {
                for (Path file : SourceFiles.main(module)) {
                    named.computeIfAbsent(name(file), _ -> new ArrayList<>()).add(file);
                }
            }
        }

        named.keySet().removeAll(ALSO_THE_CLIENTS);
        named.remove("package-info");
        named.values().removeIf(files -> files.size() == 1);
        assertThat(named).isEmpty();
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }
}
