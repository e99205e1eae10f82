package dev.tidings.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.ConnectionOptions;
import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.Screen;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.problem.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings sink}. */
@Command(
        name = "sink",
        description = "Receives webhooks on this machine, prints them, verifies signatures, and can fail on purpose.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings sink --recipient user:1              also puts it as the webhook endpoint of user:1",
            "  tidings sink --recipient user:1 --fail-first 2 --status 503",
            "  tidings sink --port 8435 --secret whsec_... --out received.jsonl",
            "The server must allow loopback: TIDINGS_OUTBOUND_ALLOW=127.0.0.0/8 tidings serve"
        })
public final class SinkCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final InstantSource clock;
    private final AtomicInteger count = new AtomicInteger();
    private @Nullable Signatures signatures;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--port", defaultValue = "8435", description = "The port on 127.0.0.1 (default 8435).")
    private int port;

    @Option(
            names = "--recipient",
            paramLabel = "RECIPIENT",
            description = "Put this sink as the webhook endpoint of a recipient, and verify with the new secret.")
    private @Nullable String recipient;

    @Option(names = "--secret", paramLabel = "WHSEC", description = "Verify signatures with this secret.")
    private @Nullable String secret;

    @Option(names = "--out", paramLabel = "FILE", description = "Append webhooks to a file, one JSON line each.")
    private @Nullable Path out;

    @Option(names = "--fail-first", paramLabel = "N", description = "Refuse each webhook N times before accepting it.")
    private int failFirst;

    @Option(
            names = "--status",
            defaultValue = "500",
            description = "The status of refusals (default 500); 429 and 503 have Retry-After: 1.")
    private int status;

    @Option(names = "--delay", paramLabel = "MS", description = "Milliseconds to wait before each response.")
    private int delayMs;

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    public SinkCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (SinkServer sink = SinkServer.start(port, this::answer, this::print, clock)) {
            Screen console = Screen.of(spec);
            if (recipient != null) {
                secret = register(sink, recipient);
                console.line("Webhook endpoint of " + recipient + " on " + remote.server() + ": " + sink.uri());
            }
            signatures = secret == null ? null : new Signatures(secret);
            console.line("Sink on " + sink.uri() + ", signatures are " + (secret == null ? "not verified" : "verified")
                    + "; press Ctrl-C to stop");
            console.flush();
            new CountDownLatch(1).await();
            return ExitCodes.OK;
        } catch (IOException e) {
            throw new StartFailure("cannot listen on 127.0.0.1:" + port + ": " + e.getMessage() + "; try --port", e);
        }
    }

    private String register(SinkServer sink, String to) {
        try (ApiClient api = remote.open()) {
            ObjectNode endpoint = ApiClient.JSON.createObjectNode();
            endpoint.put("address", sink.uri() + "/");
            JsonNode put = api.put("/v1/recipients/" + ApiClient.segment(to) + "/endpoints/webhook", endpoint);
            return put.path("new_secrets").path(0).asText(null);
        }
    }

    private Behavior.Answer answer(ReceivedWebhook received) {
        Behavior.Answer answer = Behavior.Answer.status(received.time() <= failFirst ? status : 200);
        if (answer.status() == 429 || answer.status() == 503) {
            answer = answer.with("Retry-After", "1");
        }
        return answer.after(Duration.ofMillis(delayMs));
    }

    private synchronized void print(ReceivedWebhook received) {
        Signatures check = signatures;
        String signature = check == null ? "" : check.genuine(received) ? "  signature ok" : "  SIGNATURE WRONG";
        Screen screen = Screen.of(spec);
        screen.line(String.format(
                Locale.ROOT,
                "%s  #%d  %s  %s  %d bytes  answered %d%s%s",
                TIME.format(received.at()),
                count.incrementAndGet(),
                type(received),
                received.id(),
                received.body().length,
                received.status(),
                received.time() > 1 ? "  (time " + received.time() + ")" : "",
                signature));
        screen.flush();
        if (out != null) {
            append(out, received, check == null ? null : check.genuine(received));
        }
    }

    private static void append(Path file, ReceivedWebhook received, @Nullable Boolean genuine) {
        ObjectNode line = ApiClient.JSON
                .createObjectNode()
                .put("at", received.at().toString())
                .put("path", received.path())
                .put("webhook_id", received.id())
                .put("webhook_timestamp", received.timestamp())
                .put("webhook_signature", received.signature())
                .put("time", received.time())
                .put("answered", received.status())
                .put("genuine", genuine)
                .put("body", received.text());
        try {
            Files.writeString(
                    file, line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String type(ReceivedWebhook received) {
        try {
            return ApiClient.JSON.readTree(received.body()).path("type").asText("-");
        } catch (IOException noJson) {
            return "-";
        }
    }
}
