package dev.tidings.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.Help.Ansi;

/**
 * What a person sees of the output of this process.
 *
 * @param output whether the standard output is a terminal
 * @param errors whether the standard error stream is one
 * @param ansi whether a terminal may show colors
 * @param columns its width as COLUMNS has it; empty to ask the terminal
 */
public record Terminal(boolean output, boolean errors, boolean ansi, OptionalInt columns) {
    private static final int MOST_COLUMNS = 10_000;

    /** Nobody looks: what is printed goes to a file or to another program. */
    public static final Terminal NONE = new Terminal(false, false, false, OptionalInt.empty());

    /** Of this process. */
    public static Terminal of(Map<String, String> env) {
        boolean plain = !env.getOrDefault("NO_COLOR", "").isEmpty() || "dumb".equals(env.get("TERM"));
        return new Terminal(isTerminal(1), isTerminal(2), !plain, columns(env.getOrDefault("COLUMNS", "")));
    }

    Ansi outputColors(ColorChoice choice) {
        return colors(choice, output);
    }

    Ansi errorColors(ColorChoice choice) {
        return colors(choice, errors);
    }

    private Ansi colors(ColorChoice choice, boolean watched) {
        return switch (choice) {
            case AUTO -> watched && ansi ? Ansi.ON : Ansi.OFF;
            case ALWAYS -> Ansi.ON;
            case NEVER -> Ansi.OFF;
        };
    }

    private static OptionalInt columns(String text) {
        if (!text.matches("[1-9][0-9]{0,4}")) {
            return OptionalInt.empty();
        }
        int columns = Integer.parseInt(text);
        return columns <= MOST_COLUMNS ? OptionalInt.of(columns) : OptionalInt.empty();
    }

    /**
     * {@link System#console} looks at input and output together, so {@code cat FILE | tidings send --file -} would show no
     * progress; where the system says what a descriptor leads to, that is asked.
     */
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String leadsTo = Files.readSymbolicLink(link).toString();
            return leadsTo.startsWith("/dev/pts/") || leadsTo.startsWith("/dev/tty") || leadsTo.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return isConsole();
        }
    }

    // Without a terminal there is no console, or one that is none, as the JDK decides.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isConsole() {
        java.io.Console console = System.console();
        return console != null && console.isTerminal();
    }
}
