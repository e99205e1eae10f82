package dev.tidings.server;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.tidings.core.problem.Cause;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import picocli.CommandLine;

/** Enforces the dependency rules of ARCHITECTURE.md. */
class ArchitectureTest {
    private final JavaClasses all = ProductClasses.all();

    /** The stages of the data flow, one package each. */
    private static final List<String> STATIONS =
            List.of("server.intake", "engine.dispatch", "channels", "push.gateway", "jobs");

    /** The server and its modules, except the client and generated code. */
    private static final String[] OURS = {
        "dev.tidings.core..",
        "dev.tidings.store..",
        "dev.tidings.json..",
        "dev.tidings.http..",
        "dev.tidings.engine..",
        "dev.tidings.channels..",
        "dev.tidings.streams..",
        "dev.tidings.push.channel..",
        "dev.tidings.push.feature..",
        "dev.tidings.push.gateway..",
        "dev.tidings.push.log..",
        "dev.tidings.admin..",
        "dev.tidings.audience..",
        "dev.tidings.catalog..",
        "dev.tidings.tenants..",
        "dev.tidings.jobs..",
        "dev.tidings.console..",
        "dev.tidings.cli..",
        "dev.tidings.server.."
    };

    private static final Path MAP = Path.of("..", "ARCHITECTURE.md");
    private static final Pattern ROW = Pattern.compile("\\| `(?<room>[\\w.-]+)` \\|[^|]+\\| (?<sees>[^|]+) \\|");

    @Test
    void only_rows_messages_and_settings_have_more_than_seven_parameters() {
        ParameterLimit.check(all);
    }

    @Test
    void the_rules_see_the_whole_product() {
        assertThat(ours()).hasSizeGreaterThan(250);
        for (String room : List.of("core", "store.jdbc", "server.intake", "engine.dispatch", "channels", "jobs")) {
            assertThat(ours()).as(room).anyMatch(type -> type.getPackageName().startsWith("dev.tidings." + room));
        }
    }

    @Test
    void modules_depend_only_on_the_modules_in_the_map() throws Exception {
        Map<String, Set<String>> modules = new TreeMap<>();
        for (String module : Poms.modules()) {
            modules.put(module, Poms.sees(module));
        }
        assertThat(rows("tidings-")).isEqualTo(modules);
    }

    @Test
    void packages_of_the_server_depend_only_on_the_packages_in_the_map() throws Exception {
        Map<String, Set<String>> rooms = new TreeMap<>();
        for (JavaClass type : all) {
            String room = roomOf(type);
            if (room != null) {
                Set<String> seen = rooms.computeIfAbsent("server." + room, _ -> new TreeSet<>());
                type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> roomOf(dependency.getTargetClass().getBaseComponentType()))
                        .filter(other -> other != null && !other.equals(room))
                        .forEach(seen::add);
            }
        }
        assertThat(rows("server.")).isEqualTo(rooms);
    }

    private static @Nullable String roomOf(JavaClass type) {
        String prefix = "dev.tidings.server.";
        return type.getPackageName().startsWith(prefix)
                ? Iterables.get(Splitter.on('.').split(type.getPackageName().substring(prefix.length())), 0)
                : null;
    }

    /** The table rows for packages with this prefix. */
    private static Map<String, Set<String>> rows(String prefix) throws IOException {
        Map<String, Set<String>> rows = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(MAP));
        while (row.find()) {
            if (row.group("room").startsWith(prefix)) {
                String sees = row.group("sees");
                rows.put(row.group("room"), sees.equals("–") ? Set.of() : new TreeSet<>(List.of(sees.split(", "))));
            }
        }
        return rows;
    }

    @Test
    void packages_are_free_of_cycles() {
        slices().assignedFrom(new PackageSlices()).should().beFreeOfCycles().check(all);
    }

    @Test
    void core_depends_on_the_jdk_and_jspecify_only() {
        classes()
                .that()
                .resideInAPackage("dev.tidings.core..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("dev.tidings.core..", "java..", "org.jspecify.annotations.."))
                .check(all);
    }

    @Test
    void failures_of_futures_are_unwrapped_in_one_place() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Cause.class)
                .and()
                .resideOutsideOfPackages("dev.tidings.client..", "dev.tidings.bench..")
                .should()
                .callMethodWhere(target(name("getCause"))
                        .and(target(owner(
                                assignableTo(CompletionException.class).or(assignableTo(ExecutionException.class))))))
                .because("Cause says what went wrong, however often futures wrapped it")
                .check(all);
    }

    @Test
    void stores_do_not_depend_on_the_server() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.tidings.store..", "dev.tidings.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tidings.server..")
                .check(all);
    }

    @Test
    void the_client_depends_on_the_protocol_only() {
        noClasses()
                .that()
                .resideInAPackage("dev.tidings.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.tidings.core..", "dev.tidings.store..", "dev.tidings.server..", "dev.tidings.testkit..")
                .check(all);
        noClasses()
                .that()
                .resideInAPackage("dev.tidings.client..")
                .and()
                .resideOutsideOfPackage("dev.tidings.client.telemetry..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(all);
        noClasses()
                .that()
                .resideInAPackage("dev.tidings.client..")
                .and()
                .resideOutsideOfPackage("dev.tidings.client.outbox.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(all);
    }

    @ParameterizedTest
    @FieldSource("STATIONS")
    void stages_of_the_data_flow_do_not_depend_on_each_other(String station) {
        String[] others = STATIONS.stream()
                .filter(other -> !other.equals(station))
                .map(other -> "dev.tidings." + other + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("dev.tidings." + station + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(all);
    }

    @Test
    void kafka_and_cloud_events_stay_in_their_packages() {
        noClasses()
                .that()
                .resideInAnyPackage(OURS)
                .and()
                .resideOutsideOfPackages(
                        "dev.tidings.streams.kafka..",
                        "dev.tidings.server.intake.kafka..",
                        "dev.tidings.push.log.kafka..",
                        "dev.tidings.server.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(all);
        noClasses()
                .that()
                .resideInAnyPackage(OURS)
                .and()
                .resideOutsideOfPackage("dev.tidings.server.intake.kafka..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.cloudevents..")
                .check(all);
    }

    @Test
    void only_app_depends_on_app() {
        noClasses()
                .that()
                .resideInAPackage("dev.tidings..")
                .and()
                .resideOutsideOfPackages("dev.tidings.server.app..", "dev.tidings.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tidings.server.app..")
                .check(all);
    }

    /** Only the screen escapes what a terminal would interpret. */
    @Test
    void commands_print_through_the_screen() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.tidings.cli..", "dev.tidings.server.command..")
                .and()
                .doNotHaveSimpleName("Screen")
                .should()
                .callMethod(CommandLine.class, "getOut")
                .orShould()
                .callMethod(CommandLine.class, "getErr")
                .orShould()
                .callMethodWhere(target(owner(assignableTo(PrintWriter.class))))
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(all);
    }

    @Test
    void only_app_depends_on_a_concrete_store() {
        noClasses()
                .that()
                .resideInAnyPackage(OURS)
                .and()
                .resideOutsideOfPackages(
                        "dev.tidings.server.app..",
                        "dev.tidings.store..",
                        "dev.tidings.audience.jdbc..",
                        "dev.tidings.catalog.jdbc..",
                        "dev.tidings.tenants.jdbc..",
                        "dev.tidings.jobs.jdbc..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tidings.store..")
                .check(all);
    }

    /** The tables of jobs and types use only the parts of the store that are equal for every database. */
    @Test
    void the_tables_of_jobs_depend_on_no_particular_database() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.tidings.audience.jdbc..",
                        "dev.tidings.catalog.jdbc..",
                        "dev.tidings.tenants.jdbc..",
                        "dev.tidings.jobs.jdbc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.tidings.store.jdbc.*..", "dev.tidings.streams..", "dev.tidings.http..")
                .check(all);
    }

    @Test
    void only_app_reads_clocks_and_creates_randomness() {
        noClasses()
                .that()
                .resideInAnyPackage(OURS)
                .and()
                .resideOutsideOfPackage("dev.tidings.server.app..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .check(all);
    }

    @Test
    void every_package_is_null_marked() {
        classes()
                .that(are_written_by_us())
                .should(new ArchCondition<>("reside in a @NullMarked package") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                            events.add(SimpleConditionEvent.violated(
                                    type, type.getPackageName() + " lacks a package-info with @NullMarked"));
                        }
                    }
                })
                .check(all);
    }

    private List<JavaClass> ours() {
        return all.stream().filter(are_written_by_us()).toList();
    }

    private static DescribedPredicate<JavaClass> are_written_by_us() {
        return resideInAnyPackage(OURS)
                .or(resideInAnyPackage("dev.tidings.testkit.."))
                .as("classes of ours that are not generated");
    }
}
