package dev.tidings.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.Help.Ansi;

/**
 * The terminal of this process.
 *
 * @param output whether standard output is a terminal
 * @param errors whether standard error is a terminal
 * @param ansi whether colors may be used
 * @param columns the width from COLUMNS; empty to ask the terminal
 */
public record Terminal(boolean output, boolean errors, boolean ansi, OptionalInt columns) {
    private static final int MOST_COLUMNS = 10_000;

    /** No terminal: output goes to a file or another program. */
    public static final Terminal NONE = new Terminal(false, false, false, OptionalInt.empty());

    /** Detects the terminal of this process. */
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
     * {@link System#console} requires both input and output to be terminals, so {@code cat FILE | tidings send --file
     * -} would show no progress; where available, /proc is used instead.
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

    // Depending on the JDK, there may be no console, or one that is not a terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isConsole() {
        java.io.Console console = System.console();
        return console != null && console.isTerminal();
    }
}
