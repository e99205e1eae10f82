package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.Screen;
import dev.tidings.cli.Terminal;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Output of commands on terminals and in pipes. */
@NeedsServers
class TerminalTest {
    private static final String NAME = "a name that is far too long for any column of a narrow terminal 世界";
    private static final String ESC = "\u001b";

    @TempDir
    Path folder;

    private Map<String, String> env;

    @BeforeEach
    void keys() {
        env = Map.of("TIDINGS_DATA_DIR", folder.toString(), "TIDINGS_SERVER_PORT", "0");
        assertThat(new Cli(env)
                        .run("keys", "create", "--scope", "produce", "--name", NAME)
                        .exit())
                .isZero();
    }

    private static Terminal terminal(int columns, boolean ansi) {
        return new Terminal(true, true, ansi, OptionalInt.of(columns));
    }

    private static String plain(String text) {
        return text.replaceAll(ESC + "\\[[0-9;]*m", "");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 119})
    void a_row_fits_the_terminal_without_truncating_ids(int columns) {
        List<String> lines = new Cli(env, terminal(columns, false))
                .run("keys", "list")
                .out()
                .lines()
                .toList();

        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
        assertThat(lines.getLast()).matches("key_[0-9A-Z]{26}  a name.*…  default +produce +(now|[0-9]+s ago)( +-)+");
    }

    @Test
    void extra_columns_are_dropped_from_the_last_until_a_row_fits() {
        assertThat(headings(80)).doesNotContain("LIMITS").endsWith("REVOKED");
        assertThat(headings(90)).endsWith("REVOKED  EXPIRES");
        assertThat(headings(100)).endsWith("REVOKED  EXPIRES  LIMITS");
        assertThat(headings(119)).endsWith("REVOKED  EXPIRES  LIMITS  LAST USED");
    }

    private String headings(int columns) {
        return new Cli(env, terminal(columns, false))
                .run("keys", "list")
                .out()
                .lines()
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_wide_terminal_shows_all_columns_and_a_narrow_one_keeps_the_ids() {
        assertThat(new Cli(env, terminal(300, false)).run("keys", "list").out()).contains(NAME);
        assertThat(new Cli(env, terminal(20, false)).run("keys", "list").out())
                .containsPattern("key_[0-9A-Z]{26}  a name …");
    }

    @Test
    void piped_output_is_complete_with_machine_readable_times_and_without_colors() {
        Cli.Result piped = new Cli(env, new Terminal(false, true, true, OptionalInt.of(40))).run("keys", "list");

        assertThat(piped.out())
                .contains(NAME)
                .containsPattern("produce +20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")
                .doesNotContain(ESC);
        assertThat(new Cli(env, terminal(40, true))
                        .run("keys", "list", "--json")
                        .out())
                .contains(NAME)
                .containsPattern("\"created_at\" : \"20[0-9]{2}-.*Z\"")
                .doesNotContain(ESC);
    }

    @Test
    void colors_are_used_on_terminals_unless_forced_or_disabled() {
        Map<String, String> ill =
                Map.of("TIDINGS_DATA_DIR", folder.resolve("missing").toString(), "TIDINGS_SERVER_PORT", "0");
        String warning = ESC + "[33mwarning";
        Cli watched = new Cli(env, terminal(100, true));
        assertThat(new Cli(ill, terminal(100, true)).run("doctor").out()).contains(warning);
        assertThat(watched.run("keys", "list").out()).contains(ESC + "[1mID" + ESC);
        assertThat(watched.run("show", "x").err()).startsWith(ESC + "[31mtidings: ");
        assertThat(watched.run("keys", "--help").out()).contains(ESC);

        assertThat(watched.run("keys", "list", "--color", "never").out()).doesNotContain(ESC);
        assertThat(watched.run("keys", "--color=never", "--help").out()).doesNotContain(ESC);
        assertThat(watched.run("show", "x", "--color", "never").err()).doesNotContain(ESC);
        assertThat(new Cli(ill, terminal(100, false)).run("doctor").out()).doesNotContain(ESC);
        assertThat(new Cli(ill).run("doctor", "--color", "always").out()).contains(warning);
        Cli.Result wrong = watched.run("doctor", "--color", "sometimes");
        assertThat(wrong.exit()).isEqualTo(ExitCodes.USAGE);
        assertThat(wrong.err()).contains("--color", "sometimes");
    }

    @Test
    void the_trace_of_a_defect_has_no_lines_but_its_own() {
        String attack = "no\n  => sent\u001b[2J";
        StringWriter printed = new StringWriter();
        CommandLine line =
                Main.commandLine(new ProcessEnvironment(env, Terminal.NONE)).setErr(new PrintWriter(printed, true));

        Screen.of(line.getCommandSpec()).trace(new IllegalStateException(attack, new IllegalArgumentException(attack)));

        String shown = "no\\n  => sent\\u001b[2J";
        assertThat(printed.toString().lines())
                .contains(
                        "java.lang.IllegalStateException: " + shown,
                        "Caused by: java.lang.IllegalArgumentException: " + shown)
                .noneMatch(one -> one.startsWith("  => ") || one.contains(ESC));
    }

    static Stream<Map<String, String>> withoutColors() {
        return Stream.of(Map.of("NO_COLOR", "1"), Map.of("TERM", "dumb"));
    }

    @ParameterizedTest
    @MethodSource("withoutColors")
    void the_environment_turns_colors_off(Map<String, String> environment) {
        assertThat(Terminal.of(environment).ansi()).isFalse();
        assertThat(Terminal.of(Map.of("NO_COLOR", "", "TERM", "xterm")).ansi()).isTrue();
    }

    @Test
    void the_width_is_the_variable_columns_if_valid() {
        assertThat(Terminal.of(Map.of("COLUMNS", "72")).columns()).hasValue(72);
        for (String no : List.of("", "0", "-3", "wide", "99999999999")) {
            assertThat(Terminal.of(Map.of("COLUMNS", no)).columns()).as(no).isEmpty();
        }
    }

    @Test
    void wide_characters_take_two_columns() {
        assertThat(new Cli(env)
                        .run("keys", "create", "--scope", "admin", "--name", "世界".repeat(40))
                        .exit())
                .isZero();
        String listed =
                plain(new Cli(env, terminal(80, true)).run("keys", "list").out());

        String row =
                listed.lines().filter(line -> line.contains("世")).findFirst().orElseThrow();
        long wide = row.codePoints().filter(c -> c >= 0x4E00 && c < 0x9FFF).count();
        assertThat(row.length() + wide).isLessThanOrEqualTo(80);
        assertThat(wide).isGreaterThan(2);
    }
}
