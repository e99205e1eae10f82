package dev.tidings.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.text.DisplayText;
import dev.tidings.json.DisplayEscapes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Writes all output of a command. Texts come from producers, receivers and streams, so control characters are escaped
 * here; nothing else writes to a command's streams. Thread-safe.
 */
public final class Screen {
    private static final ObjectWriter JSON =
            ApiClient.JSON.writer().withDefaultPrettyPrinter().with(new DisplayEscapes());

    private static final int MOST_CAUSES = 20;
    private static final String QUOTE = "| ";

    private final CommandSpec spec;
    private final Tidings root;

    private Screen(CommandSpec spec, Tidings root) {
        this.spec = spec;
        this.root = root;
    }

    public static Screen of(CommandSpec spec) {
        return new Screen(spec, (Tidings) spec.root().userObject());
    }

    /** Prints one line. */
    public void line(String text) {
        put(DisplayText.line(text));
    }

    /** Prints one colored line. */
    public void line(String text, Tone tone) {
        put(colored(DisplayText.line(text), tone));
    }

    /** Prints external text, each line with a mark so that none looks like a line of the command. */
    public void quote(String text) {
        DisplayText.lines(text).lines().forEach(line -> put(QUOTE + line));
    }

    public void json(JsonNode json) {
        put(written(JSON, json));
    }

    public void table(Table table) {
        table.print(this);
    }

    /** Prints a file: unchanged into another file or program, and with escaped control characters on a terminal. */
    public void file(InputStream file) throws IOException {
        try (BufferedReader text = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            if (root.terminal().output()) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                    line(line);
                }
            } else {
                var _ = text.transferTo(out());
            }
        }
        flush();
    }

    /** Prints the help of the command. */
    public void usage() {
        spec.commandLine().usage(out(), colors());
    }

    public void flush() {
        out().flush();
    }

    /** Prints a line to standard error. */
    public void note(String text) {
        err().println(DisplayText.line(text));
        err().flush();
    }

    /** Prints the failure of a command. */
    public void error(String text) {
        failure(DisplayText.line(text));
    }

    /** Prints the failures of a command, one line each. */
    public void errors(String text) {
        failure(DisplayText.lines(text));
    }

    private void failure(String text) {
        err().println(painted(text, Tone.BAD, root.terminal().errorColors(root.color())));
        err().flush();
    }

    /** Prints the stack trace of a defect. Line breaks in messages are escaped. */
    public void trace(Throwable defect) {
        String before = "";
        Throwable at = defect;
        for (int i = 0; at != null && i < MOST_CAUSES; i++) {
            note(before + at);
            for (StackTraceElement frame : at.getStackTrace()) {
                note("  at " + frame);
            }
            before = "Caused by: ";
            at = at.getCause();
        }
    }

    /** Shows a line that the next one replaces; only on a terminal. */
    public void status(String text) {
        if (root.terminal().errors()) {
            err().print("\r" + DisplayText.line(text) + " \u001b[K");
            err().flush();
        }
    }

    public void clearStatus() {
        if (root.terminal().errors()) {
            err().print("\r\u001b[K");
            err().flush();
        }
    }

    /** Returns the maximum line width; empty without a terminal. */
    public OptionalInt width() {
        if (!root.terminal().output()) {
            return OptionalInt.empty();
        }
        OptionalInt columns = root.terminal().columns();
        return columns.isPresent()
                ? columns
                : OptionalInt.of(spec.usageMessage().width());
    }

    /** Formats a time relative to now on a terminal, unchanged elsewhere. */
    public String time(String rfc3339) {
        return root.terminal().output() ? Ages.text(rfc3339, root.now()) : rfc3339;
    }

    /** Colors text that is already escaped. */
    public String colored(String text, Tone tone) {
        return tone == Tone.PLAIN ? text : painted(text, tone, colors());
    }

    /** Prints a line that is already escaped. */
    public void put(String line) {
        out().println(line);
    }

    private static String painted(String text, Tone tone, Ansi colors) {
        return new Help.ColorScheme.Builder(colors)
                .build()
                .apply(text, tone.styles())
                .toString();
    }

    private Ansi colors() {
        return root.terminal().outputColors(root.color());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private static String written(ObjectWriter writer, JsonNode json) {
        try {
            return writer.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a document that is not JSON", e);
        }
    }
}
