package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsPackages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules for all tests, so that they pass on a machine with only a JDK and Maven. */
@Tag(NeedsPackages.TAG)
class TestRulesTest {
    /** A catch clause that catches test aborts, with its body. */
    private static final Pattern BROAD_CATCH = Pattern.compile("catch \\((?:final )?[\\w.|"
            + " ]*\\b(?:Throwable|Error|AssertionError|Exception|RuntimeException|TestAbortedException)(?: \\|"
            + " [\\w.| ]+)? \\w+\\) \\{\\s*(?<first>[^;}]*)");

    /** Exceptions to the rule: they catch no test aborts, or rethrow them elsewhere, or are examples. */
    private static final Set<String> EXEMPT = Set.of("FailureEvidence.java", "Coroutine.java", "TestRulesTest.java");

    /** jqwik has a tag of its own. */
    private static final Pattern MARK = Pattern.compile("(?m)^(?:@NeedsServers|@NeedsPackages|@Tag\\(NeedsServers)\\b");

    private static final Pattern STARTS_A_PACKAGE = Pattern.compile("\\b(Podman|Browser)\\.start\\(");

    @Test
    void code_that_catches_everything_rethrows_test_aborts_first() throws IOException {
        List<Path> sources = SourceFiles.tests();

        assertThat(sources).hasSizeGreaterThan(200);
        assertThat(sources.stream()
                        .filter(file -> !EXEMPT.contains(file.getFileName().toString()))
                        .flatMap(file ->
                                swallowing(SourceFiles.read(file)).stream().map(caught -> file + ": " + caught)))
                .as("catches that do not begin with Aborts.pass(…)")
                .isEmpty();
    }

    @Test
    void the_rule_sees_a_catch_that_turns_a_skip_into_a_failure() {
        assertThat(swallowing("} catch (Throwable failed) {\n    throw new AssertionError(log, failed);\n}"))
                .hasSize(1);
        assertThat(swallowing("} catch (IOException | RuntimeException failed) { fail(); }"))
                .hasSize(1);
        assertThat(swallowing("} catch (Exception e) {\n    Aborts.pass(e);\n    throw new X(e);\n}"))
                .isEmpty();
        assertThat(swallowing("} catch (IOException e) {\n    throw new X(e);\n}"))
                .isEmpty();
    }

    @Test
    void tests_with_a_browser_or_a_container_engine_declare_their_packages() throws IOException {
        List<String> starting = SourceFiles.tests().stream()
                .map(SourceFiles::read)
                .filter(source -> STARTS_A_PACKAGE.matcher(source).find())
                .toList();

        assertThat(starting).as("tests that start one").hasSizeGreaterThanOrEqualTo(5);
        assertThat(starting).allSatisfy(source -> assertThat(source).contains("@NeedsPackages("));
    }

    @Test
    void exactly_the_tests_that_start_servers_are_marked() {
        TestClasses tests = new TestClasses();
        Set<String> starting = tests.thatStartServers();
        Set<String> marked = tests.markedWithServers();

        assertThat(starting).hasSizeGreaterThan(50);
        assertThat(starting).as("lack @NeedsServers").allMatch(marked::contains);
        assertThat(marked).as("have @NeedsServers and start none").allMatch(starting::contains);
    }

    @Test
    void marked_tests_of_every_module_run_in_the_run_of_all_tests() throws IOException {
        String together = SourceFiles.read(SourceFiles.ROOT.resolve("tidings-it/pom.xml"));
        Set<String> modules = SourceFiles.tests().stream()
                .filter(file -> file.getFileName().toString().matches("\\w+(?:Test|Properties|IT)\\.java"))
                .filter(file -> MARK.matcher(SourceFiles.read(file)).find())
                .map(file -> SourceFiles.ROOT.relativize(file).getName(0).toString())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(modules).contains("tidings-it", "tidings-server", "tidings-store-jdbc");
        assertThat(modules)
                .as("tests that are excluded in their modules and not copied to tidings-it")
                .allMatch(module -> together.contains("../" + module + "/target/test-classes"));
    }

    private static List<String> swallowing(String source) {
        return BROAD_CATCH
                .matcher(source)
                .results()
                .filter(caught -> !caught.group(1).startsWith("Aborts.pass("))
                .map(caught -> caught.group().lines().findFirst().orElse(""))
                .toList();
    }
}
