package dev.tidings.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidings quarantine}. */
@Command(
        name = "quarantine",
        description =
                "Lists stream messages that could not be decoded, with the reason; --json includes the raw bytes.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  tidings quarantine --limit 10 --json")
final class QuarantineCommand implements Callable<Integer> {
    private static final PrintedList ITEMS = new PrintedList(
            "/v1/quarantine",
            "items",
            "The quarantine is empty.",
            List.of(Column.time("AT"), Column.text("SOURCE"), Column.whole("POSITION"), Column.text("REASON")),
            item -> List.of(
                    item.path("at").asText(),
                    item.path("source").asText(),
                    item.path("position").asText(),
                    item.path("reason").asText()));

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private LimitOption limit = new LimitOption();

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    @Override
    public Integer call() {
        return ITEMS.print(Map.of(), limit, remote, Screen.of(spec));
    }
}
