package dev.tidings.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The source of a key that encrypts secrets. */
public sealed interface SecretKeySource {
    /** The expected form of the setting. */
    String EXPECTED =
            "64 hexadecimal digits, such as from `openssl rand -hex 32`, or their source: file:PATH, env:NAME or"
                    + " command:PROGRAM ARGUMENTS";

    Pattern FORM = Pattern.compile("[0-9a-fA-F]{64}|file:\\S.*|env:[A-Za-z_][A-Za-z0-9_]*|command:\\s*\\S.*");

    /** The key itself. */
    record Digits(String hex) implements SecretKeySource {
        /** Omits the key. */
        @Override
        public String toString() {
            return "Digits[****]";
        }
    }

    /** A file with the digits, relative to data.dir. */
    record InFile(String path) implements SecretKeySource {}

    /** An environment variable with the digits. */
    record Variable(String name) implements SecretKeySource {}

    /** A command that prints the digits; runs without a shell. */
    record Command(List<String> words) implements SecretKeySource {
        public Command {
            words = List.copyOf(words);
        }

        /** Omits the arguments. */
        @Override
        public String toString() {
            return "Command[" + words.getFirst() + "]";
        }
    }

    static boolean valid(String setting) {
        return FORM.matcher(setting).matches();
    }

    /**
     * @param setting a {@link #valid} setting
     */
    static SecretKeySource of(String setting) {
        int colon = setting.indexOf(':');
        String rest = setting.substring(colon + 1);
        return switch (colon < 0 ? "" : setting.substring(0, colon)) {
            case "file" -> new InFile(rest);
            case "env" -> new Variable(rest);
            case "command" -> new Command(Arrays.asList(rest.strip().split("\\s+", -1)));
            default -> new Digits(setting);
        };
    }
}
