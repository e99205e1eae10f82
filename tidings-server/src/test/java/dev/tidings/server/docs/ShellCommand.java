package dev.tidings.server.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One shell command: leading variables and arguments, without quotes and backslashes.
 *
 * @param expected the output in the document; empty if there is none
 */
public record ShellCommand(Map<String, String> variables, List<String> words, String expected) {
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z_]+)=(.*)", Pattern.DOTALL);

    public ShellCommand {
        variables = Map.copyOf(variables);
        words = List.copyOf(words);
    }

    /** Commands of a script, one per line, with continuations. */
    public static List<ShellCommand> script(String text) {
        List<ShellCommand> commands = new ArrayList<>();
        new Reader(text).commands(commands, "");
        return commands;
    }

    /** A terminal session: commands after a dollar sign, each with its output. */
    public static List<ShellCommand> session(String text) {
        List<ShellCommand> commands = new ArrayList<>();
        String[] parts = ("\n" + text).split("\n\\$ ", -1);
        for (int i = 1; i < parts.length; i++) {
            Reader reader = new Reader(parts[i]);
            reader.commands(commands, null);
        }
        return commands;
    }

    private static ShellCommand of(List<String> all, String expected) {
        Map<String, String> variables = new LinkedHashMap<>();
        int at = 0;
        for (; at < all.size(); at++) {
            Matcher assignment = ASSIGNMENT.matcher(all.get(at));
            if (!assignment.matches()) {
                break;
            }
            variables.put(assignment.group(1), assignment.group(2));
        }
        return new ShellCommand(variables, all.subList(at, all.size()), expected);
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        /** @param expected null if everything after the first command is its output */
        void commands(List<ShellCommand> into, @org.jspecify.annotations.Nullable String expected) {
            while (at < text.length()) {
                List<String> words = line();
                if (expected == null) {
                    into.add(of(words, text.substring(at)));
                    return;
                }
                if (!words.isEmpty()) {
                    into.add(of(words, expected));
                }
            }
        }

        private List<String> line() {
            List<String> words = new ArrayList<>();
            StringBuilder word = new StringBuilder();
            boolean begun = false;
            while (at < text.length()) {
                char next = text.charAt(at++);
                if (next == '\\' && at < text.length()) {
                    if (text.charAt(at) == '\n') {
                        at++;
                    } else {
                        word.append(text.charAt(at++));
                        begun = true;
                    }
                } else if (next == '\'' || next == '"') {
                    quoted(next, word);
                    begun = true;
                } else if (next == '#' && !begun) {
                    at = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
                } else if (Character.isWhitespace(next)) {
                    if (begun) {
                        words.add(word.toString());
                    }
                    word.setLength(0);
                    begun = false;
                    if (next == '\n') {
                        return words;
                    }
                } else {
                    word.append(next);
                    begun = true;
                }
            }
            if (begun) {
                words.add(word.toString());
            }
            return words;
        }

        private void quoted(char quote, StringBuilder word) {
            for (; text.charAt(at) != quote; at++) {
                if (quote == '"' && text.charAt(at) == '\\') {
                    at++;
                }
                word.append(text.charAt(at));
            }
            at++;
        }
    }
}
