package dev.tidings.cli;

import com.google.common.collect.ImmutableList;
import java.util.List;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/** The meaning of a line or cell, shown by its color. */
public enum Tone {
    PLAIN,
    HEADING(Style.bold),
    GOOD(Style.fg_green),
    WAITING(Style.fg_cyan),
    WARNING(Style.fg_yellow),
    BAD(Style.fg_red);

    private final ImmutableList<Style> styles;

    Tone(Style... styles) {
        this.styles = ImmutableList.copyOf(styles);
    }

    public List<IStyle> styles() {
        return List.copyOf(styles);
    }

    /** Returns the tone of a delivery, node, runtime or endpoint status, which details may follow. */
    public static Tone ofStatus(String status) {
        String word = status.split("[ :]", 2)[0];
        return switch (word) {
            case "sent", "alive", "running", "enabled", "success" -> GOOD;
            case "pending", "sending", "starting", "stopping", "paused" -> WAITING;
            case "failed", "asked", "circuit", "late", "draining", "disabled" -> WARNING;
            case "dead", "gone", "failure", "exited" -> BAD;
            default -> PLAIN;
        };
    }
}
