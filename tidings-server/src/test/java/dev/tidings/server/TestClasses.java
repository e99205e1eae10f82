package dev.tidings.server;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The compiled tests of the modules built so far, and which of them start servers. */
final class TestClasses {
    /** Classes that run a Tidings server in this process, or another program. */
    private static final Set<String> PROGRAMS = Set.of(
            "java.lang.ProcessBuilder",
            "dev.tidings.server.app.Main",
            "dev.tidings.server.app.Application",
            "dev.tidings.server.app.EdgeServer");

    private static final Set<String> SERVERS = Set.of("dev.tidings.testkit.server", "dev.tidings.testkit.container");

    private final JavaClasses all = imported();

    /** Top-level tests that use a server, directly or through other test classes. */
    Set<String> thatStartServers() {
        Map<String, Set<String>> uses = new HashMap<>();
        Set<String> starting = new HashSet<>();
        for (JavaClass type : all) {
            String name = outermost(type);
            type.getDirectDependenciesFromSelf().forEach(dependency -> {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                uses.computeIfAbsent(name, _ -> new HashSet<>()).add(outermost(target));
                if (isServer(target)) {
                    starting.add(name);
                }
            });
        }
        boolean found = true;
        while (found) {
            Set<String> more = uses.entrySet().stream()
                    .filter(entry -> entry.getValue().stream().anyMatch(starting::contains))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            found = starting.addAll(more);
        }
        return tests().map(JavaClass::getName)
                .filter(starting::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Top-level tests that {@code script/test --fast} excludes. */
    Set<String> markedWithServers() {
        return tests().filter(TestClasses::isMarked)
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names of unit tests for Surefire; integration tests are not fast. */
    private Stream<JavaClass> tests() {
        return all.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getSimpleName().endsWith("Test")
                        || type.getSimpleName().endsWith("Properties"));
    }

    private static boolean isServer(JavaClass type) {
        return PROGRAMS.contains(type.getName())
                || (SERVERS.contains(type.getPackageName()) && type.isAssignableTo(AutoCloseable.class));
    }

    private static boolean isMarked(JavaClass type) {
        return Stream.concat(Stream.of(type), type.getAllRawSuperclasses().stream())
                .anyMatch(each -> each.isAnnotatedWith(NeedsServers.class)
                        || each.isAnnotatedWith(NeedsPackages.class)
                        || each.getAnnotations().stream().anyMatch(TestClasses::isTagOfJqwik));
    }

    private static boolean isTagOfJqwik(JavaAnnotation<?> annotation) {
        return annotation.getRawType().getName().equals("net.jqwik.api.Tag")
                && annotation.get("value").filter(NeedsServers.TAG::equals).isPresent();
    }

    private static String outermost(JavaClass type) {
        JavaClass outer = type;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getName();
    }

    private static JavaClasses imported() {
        try {
            return new ClassFileImporter()
                    .importPaths(Poms.modules().stream()
                            .map(TestClasses::folder)
                            .filter(Files::isDirectory)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Beside those of this module, which lie in its folder as all do. */
    private static Path folder(String module) {
        String ours = TestClasses.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        return Path.of(ours.replace("/tidings-server/", "/" + module + "/"));
    }
}
