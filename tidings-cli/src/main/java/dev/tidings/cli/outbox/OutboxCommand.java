package dev.tidings.cli.outbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidings.cli.Column;
import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.Screen;
import dev.tidings.cli.Table;
import dev.tidings.cli.UsageError;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.client.outbox.DeadRow;
import dev.tidings.client.outbox.OutboxLag;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings outbox}. */
@Command(
        name = "outbox",
        description = "Inspects the outbox of a producer in its own database, and replays dead rows.",
        mixinStandardHelpOptions = true,
        subcommandsRepeatable = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings outbox lag --database jdbc:postgresql://db.example.com/shop --user shop",
            "  tidings outbox dead --database jdbc:sqlite:shop.db",
            "  tidings outbox replay 4711 --database …        replays one row; --all replays all",
            "  tidings outbox discard 4711 --database …       removes it; rows waiting behind it continue",
            "Set the password with TIDINGS_OUTBOX_PASSWORD."
        })
public final class OutboxCommand implements Runnable {
    private static final int MOST = 1_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new UsageError("expected one of lag, dead, replay, discard; see tidings outbox --help");
    }

    private Screen out() {
        return Screen.of(spec);
    }

    @Command(
            description = "Shows how many rows are pending or dead, and the age of the oldest.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings outbox lag --database jdbc:postgresql://db.example.com/shop --user shop")
    int lag(@Mixin OutboxDatabase database, @Option(names = "--json", description = "Print JSON.") boolean json) {
        OutboxLag lag = database.ask(outbox -> outbox.lag());
        if (json) {
            out().json(ApiClient.JSON
                    .createObjectNode()
                    .put("pending", lag.pending())
                    .put("dead", lag.dead())
                    .put("oldest_pending_ms", lag.oldestPending().toMillis()));
        } else {
            out().line(lag.pending() + " pending, the oldest for "
                    + lag.oldestPending().toSeconds() + " s; " + lag.dead() + " dead");
        }
        return ExitCodes.OK;
    }

    @Command(
            description = "Lists rows that were permanently refused, in publishing order.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings outbox dead --database jdbc:sqlite:shop.db --limit 10")
    int dead(
            @Mixin OutboxDatabase database,
            @Option(
                            names = "--limit",
                            defaultValue = "50",
                            description = "Maximum number of rows (default 50, up to 1000).")
                    int limit,
            @Option(names = "--after", defaultValue = "0", description = "Only rows after this id.") long after,
            @Option(names = "--json", description = "Print JSON, with the intents.") boolean json) {
        if (limit < 1 || limit > MOST) {
            throw new UsageError("--limit is " + limit + "; expected 1 to " + MOST);
        }
        List<DeadRow> rows = database.ask(outbox -> outbox.dead(after, limit));
        if (json) {
            ArrayNode all = ApiClient.JSON.createArrayNode();
            rows.forEach(row -> all.addObject()
                    .put("id", row.id())
                    .put("idempotency_key", row.idempotencyKey())
                    .put("ordering_key", row.orderingKey())
                    .put("code", row.code())
                    .put("reason", row.reason())
                    .put("attempts", row.attempts())
                    .put("replays", row.replays())
                    .put("dead_since", row.deadSince().toString())
                    .put("intent", row.document()));
            out().json(all);
        } else if (rows.isEmpty()) {
            out().line("No dead rows.");
        } else {
            Table table = new Table(
                    Column.whole("ID"),
                    Column.time("DEAD SINCE"),
                    Column.text("IDEMPOTENCY KEY"),
                    Column.whole("CODE"),
                    Column.text("REASON"));
            rows.forEach(row -> table.row(List.of(
                    Long.toString(row.id()),
                    row.deadSince().toString(),
                    row.idempotencyKey(),
                    row.code(),
                    row.reason())));
            out().table(table);
        }
        return ExitCodes.OK;
    }

    @Command(
            description = "Replays dead rows, at their original position.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  tidings outbox replay 4711 --database jdbc:sqlite:shop.db",
                "  tidings outbox replay --all --database jdbc:sqlite:shop.db"
            })
    int replay(
            @Mixin OutboxDatabase database,
            @Parameters(arity = "0..1", paramLabel = "ID", description = "A dead row.") @Nullable Long id,
            @Option(names = "--all", description = "All dead rows.") boolean all) {
        if ((id == null) != all) {
            throw new UsageError("expected the id of a dead row, or --all");
        }
        if (all) {
            int count = database.ask(outbox -> outbox.replayAll());
            out().line(count + " replayed");
            return ExitCodes.OK;
        }
        long one = Objects.requireNonNull(id);
        return report(one, "replayed", database.ask(outbox -> outbox.replay(one)));
    }

    @Command(
            description = "Permanently removes a dead row.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings outbox discard 4711 --database jdbc:sqlite:shop.db")
    int discard(@Mixin OutboxDatabase database, @Parameters(paramLabel = "ID", description = "A dead row.") long id) {
        return report(id, "discarded", database.ask(outbox -> outbox.discard(id)));
    }

    private int report(long id, String what, boolean done) {
        if (!done) {
            Screen.of(spec).note("tidings: no dead row " + id);
            return ExitCodes.FAILED;
        }
        out().line(id + " " + what);
        return ExitCodes.OK;
    }
}
