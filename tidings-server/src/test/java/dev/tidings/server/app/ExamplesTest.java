package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The help of each command has valid examples. */
@NeedsServers
class ExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?:(?:[A-Z_]+=\\S+ )*|.* \\| )tidings (?<command>\\S.*)");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|([^\\s']+)");

    static Stream<Arguments> commands() {
        return all(commandLine()).map(command -> Arguments.of(name(command), command));
    }

    private static CommandLine commandLine(String... arguments) {
        return Main.commandLine(new ProcessEnvironment(Map.of()), arguments);
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(ExamplesTest::all));
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void every_command_has_examples_that_it_accepts(String name, CommandLine command) {
        List<String> shown = new ArrayList<>();
        for (String line : command.getCommandSpec().usageMessage().footer()) {
            Matcher example = EXAMPLE.matcher(line.strip().replaceFirst("^source <\\((.*)\\)$", "$1"));
            if (example.matches()) {
                List<String> words = words(example.group("command"));
                ParseResult parsed = commandLine(words.getFirst()).parseArgs(words.toArray(String[]::new));
                while (parsed.hasSubcommand()) {
                    parsed = parsed.subcommand();
                }
                shown.add(parsed.commandSpec().qualifiedName());
            }
        }

        assertThat(shown).as("examples of %s", name).anyMatch(example -> (example + " ").startsWith(name + " "));
        assertThat(command.getUsageMessage()).contains("--help");
    }

    /** The arguments, without a following pipe and without a comment after three spaces. */
    private static List<String> words(String line) {
        String command = Arrays.stream(line.split(" {3,}| \\| ", 2)).findFirst().orElseThrow();
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words;
    }
}
