package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The classes that a reader opens to follow one operation, as listed in ARCHITECTURE.md. */
class WaysTest {
    private static final Pattern STATION = Pattern.compile(
            "^\\d+\\. \\*\\*(?<name>\\w+)\\*\\*:(?<classes>[^*]+?)$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private record Station(String name, List<String> classes) {}

    @ParameterizedTest
    @CsvSource({
        "One intent's way from REST to SENT, 30, 2",
        "One push event's way over gRPC,     12, 0",
        "One push event's way over SSE,      14, 0",
        "A start job's way,                  18, 1"
    })
    void a_way_is_short_and_its_classes_are_connected(String title, int mostFiles, int mostTurns) throws Exception {
        List<Station> way = way(title);
        List<String> names =
                way.stream().flatMap(station -> station.classes().stream()).toList();

        assertThat(names).hasSizeBetween(mostFiles / 2, mostFiles).doesNotHaveDuplicates();
        assertThat(turnsBack(way)).isLessThanOrEqualTo(mostTurns);
        JavaClasses read = ProductClasses.named(names);
        Set<JavaClass> types = names.stream().map(name -> named(name, read)).collect(Collectors.toSet());
        for (JavaClass type : types) {
            assertThat(types.stream()
                            .anyMatch(other ->
                                    !other.equals(type) && (uses(other, type, read) || uses(type, other, read))))
                    .as("%s uses another class on the way, or is used by one", type.getSimpleName())
                    .isTrue();
        }
    }

    /** The number of returns to an earlier stage. */
    private static int turnsBack(List<Station> way) {
        Set<String> passed = new HashSet<>();
        int turns = 0;
        for (Station station : way) {
            turns += passed.add(station.name()) ? 0 : 1;
        }
        return turns;
    }

    /** Direct uses, or uses through an interface or superclass. */
    private static boolean uses(JavaClass user, JavaClass type, JavaClasses read) {
        Set<String> faces = Stream.of(
                        Stream.of(type), type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream())
                .flatMap(face -> face)
                .map(JavaClass::getName)
                .filter(name -> name.startsWith("dev.tidings."))
                .collect(Collectors.toSet());
        return withNested(user, read)
                .flatMap(part -> part.getDirectDependenciesFromSelf().stream())
                .map(Dependency::getTargetClass)
                .anyMatch(target -> faces.contains(target.getName()));
    }

    private static Stream<JavaClass> withNested(JavaClass type, JavaClasses read) {
        return read.stream().filter(part -> part.equals(type) || part.getName().startsWith(type.getName() + "$"));
    }

    private static JavaClass named(String name, JavaClasses read) {
        List<JavaClass> found = read.stream()
                .filter(type -> type.isTopLevelClass()
                        && type.getSimpleName().equals(name)
                        && !type.getPackageName().startsWith("dev.tidings.testkit"))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private static List<Station> way(String title) throws Exception {
        String map = Files.readString(Path.of("..", "ARCHITECTURE.md"));
        int begin = map.indexOf("### " + title + "\n");
        assertThat(begin).as(title).isPositive();
        String section = map.substring(begin, map.indexOf("\n#", begin));
        List<Station> stations = new ArrayList<>();
        for (String item : section.split("\n(?=\\d+\\. )", -1)) {
            var found = STATION.matcher(item.strip());
            if (found.matches()) {
                stations.add(new Station(
                        found.group("name"),
                        NAME.matcher(found.group("classes"))
                                .results()
                                .map(MatchResult::group)
                                .map(quoted -> quoted.substring(1, quoted.length() - 1))
                                .toList()));
            }
        }
        return stations;
    }
}
