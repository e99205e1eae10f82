package dev.tidings.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.tidings.cli.rest.Api;
import dev.tidings.core.text.DisplayText;
import dev.tidings.json.DisplayEscapes;
import java.io.PrintWriter;
import java.util.OptionalInt;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * All that a command prints. Text comes from producers, receivers and streams, so this is where what a terminal would act
 * upon is written out instead; nothing else writes to a command's streams. Safe for many threads.
 */
public final class Screen {
    private static final ObjectWriter JSON =
            Api.JSON.writer().withDefaultPrettyPrinter().with(new DisplayEscapes());

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

    /** One line, whatever the text holds. */
    public void line(String text) {
        put(DisplayText.line(text));
    }

    /** One line in a color. */
    public void line(String text, Tone tone) {
        put(colored(DisplayText.line(text), tone));
    }

    /** Foreign text that has lines of its own. A mark begins each, so that none passes for a line of the command. */
    public void quote(String text) {
        DisplayText.lines(text).lines().forEach(line -> put(QUOTE + line));
    }

    public void json(JsonNode json) {
        put(written(JSON, json));
    }

    public void table(Table table) {
        table.print(this);
    }

    /** The help of the command. */
    public void usage() {
        spec.commandLine().usage(out(), colors());
    }

    public void flush() {
        out().flush();
    }

    /** A line beside the output: what went wrong, or what is not for a pipe. */
    public void note(String text) {
        err().println(DisplayText.line(text));
        err().flush();
    }

    /** What ended a command. */
    public void error(String text) {
        failure(DisplayText.line(text));
    }

    /** What ended a command, a line each. */
    public void errors(String text) {
        failure(DisplayText.lines(text));
    }

    private void failure(String text) {
        err().println(painted(text, Tone.BAD, root.terminal().errorColors(root.color())));
        err().flush();
    }

    /** The trace of a defect, whose messages have no lines of their own. */
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

    /** Shows a line that the next one takes the place of; only where somebody looks. */
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

    /** How wide a line may be; empty where there is no terminal. */
    public OptionalInt width() {
        if (!root.terminal().output()) {
            return OptionalInt.empty();
        }
        OptionalInt columns = root.terminal().columns();
        return columns.isPresent()
                ? columns
                : OptionalInt.of(spec.usageMessage().width());
    }

    /** A time as people read it on a terminal, as programs do elsewhere. */
    public String time(String rfc3339) {
        return root.terminal().output() ? Ages.text(rfc3339, root.now()) : rfc3339;
    }

    /** Text that is safe already. */
    public String colored(String text, Tone tone) {
        return tone == Tone.PLAIN ? text : painted(text, tone, colors());
    }

    /** A line that is safe already. */
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
            throw new IllegalArgumentException("a document that is no JSON", e);
        }
    }
}
