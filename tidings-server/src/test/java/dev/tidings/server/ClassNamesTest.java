package dev.tidings.server;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A reader who meets the name of a class knows which one it is: no two files of the repository declare the same. */
class ClassNamesTest {
    /** What an application sees has the name of the same thing in the server, which it does not see. */
    private static final Set<String> CLIENT_API = Set.of("Intent", "Receipt", "Problem", "Backoff");

    private static final String PACKAGE_INFO = "package-info";

    @Test
    void no_two_classes_have_the_same_simple_name() throws IOException {
        Map<String, TreeSet<String>> files = Stream.of(
                        SourceFiles.main(), SourceFiles.main("examples/orders"), SourceFiles.tests())
                .flatMap(List::stream)
                .filter(file -> !name(file).equals(PACKAGE_INFO))
                .collect(groupingBy(
                        ClassNamesTest::name, TreeMap::new, mapping(Path::toString, toCollection(TreeSet::new))));

        assertThat(files).hasSizeGreaterThan(1_000);
        Map<String, TreeSet<String>> shared = new TreeMap<>(files);
        shared.values().removeIf(found -> found.size() == 1);
        assertThat(shared.keySet()).as("%s", shared).isEqualTo(new TreeSet<>(CLIENT_API));
        CLIENT_API.forEach(name -> assertThat(shared.get(name))
                .as(name)
                .hasSize(2)
                .anyMatch(file -> file.contains("/tidings-client/src/main/")));
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }
}
