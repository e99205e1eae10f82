package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings send}. */
@Command(
        name = "send",
        description = {
            "Sends one intent from options, or many from a file of JSON lines.",
            "Idempotency keys of a file's lines are hashes of their content, so sending a file again creates nothing"
                    + " new.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings send --type build.failed --recipient user:1 --payload '{\"build\": 42}'",
            "  tidings send --type invoice.paid --recipient user:1 --idempotency-key invoice-77 --payload"
                    + " @invoice.json",
            "  tidings send --type welcome --address email=ada@example.org --title Welcome --summary 'Good to see"
                    + " you.'",
            "  tidings send --file events.jsonl --type-field event --payload-field payload --recipient user:1",
            "  tidings send --type release.published --topic releases --payload '{\"version\": \"2.1\"}'",
            "  gunzip -c events.jsonl.gz | tidings send --file - --recipient user:1"
        })
final class SendCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-t", "--type"},
            description = "The type, dotted; with --file, the type of lines without one.")
    private @Nullable String type;

    @Option(
            names = {"-p", "--payload"},
            paramLabel = "JSON|@FILE|-",
            description = "The event's data; @FILE reads a file, - standard input.")
    private @Nullable String payload;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Resubmitting with the same key has no effect (default: a random key).")
    private @Nullable String idempotencyKey;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE|-",
            description = "Many intents: one JSON object per line, in UTF-8; - reads standard input.")
    private @Nullable Path file;

    @Mixin
    private LineFields fields = new LineFields();

    @Mixin
    private IntentOptions intent = new IntentOptions();

    @Option(names = "--batch", defaultValue = "100", description = "Maximum intents per request (default 100).")
    private int batch;

    @Option(names = "--in-flight", defaultValue = "4", description = "Concurrent requests (default 4).")
    private int inFlight;

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    SendCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiClient api = remote.open()) {
            return file == null ? one(api) : many(api, file);
        }
    }

    private int one(ApiClient api) throws IOException {
        if (type == null) {
            throw new UsageError("--type is missing; expected a type such as build.failed, or --file");
        }
        String key = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
        JsonNode receipt = api.post("/v1/intents", intent.intent(type, key, IntentOptions.payload(payload)));
        Screen out = Screen.of(spec);
        if (remote.json()) {
            out.json(receipt);
            return ExitCodes.OK;
        }
        String id = receipt.path("notification_id").asText();
        out.line((receipt.path("replayed").asBoolean() ? "Replayed (accepted before): " : "Accepted: ") + id);
        for (JsonNode delivery : SkipReasons.explained(api, receipt)) {
            out.line("  " + Descriptions.receipt(delivery));
        }
        if (receipt.path("expanding").asBoolean()) {
            out.line("  The deliveries follow in the background.");
        }
        out.line("Follow it: tidings show " + id);
        return ExitCodes.OK;
    }

    private int many(ApiClient api, Path from) throws IOException, InterruptedException {
        if (batch < 1 || inFlight < 1) {
            throw new UsageError("--batch and --in-flight must be 1 or more");
        }
        LineTally tally = new LineTally(environment.ticker(), new Progress(Screen.of(spec), environment.ticker()));
        try (IntentFile lines = new IntentFile(from, fields, intent, type);
                BatchSender sender = new BatchSender(api, tally, environment.clock(), inFlight)) {
            for (IntentFile.Line line = lines.next(); line != null; line = lines.next()) {
                if (line.problem() != null) {
                    tally.refused(line.number(), line.problem());
                } else {
                    sender.add(line, batch);
                }
            }
            sender.finish();
        }
        return tally.print(Screen.of(spec), remote.json(), api) ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
