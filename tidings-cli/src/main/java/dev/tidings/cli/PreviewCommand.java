package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings preview}. */
@Command(
        name = "preview",
        description = {
            "Shows what would be sent for an intent, with templates and language. Nothing is stored or sent.",
            "Exit code 1 when something could not be sent, such as a template that does not match the payload.",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings preview --type build.failed --channel email --recipient user:1 --payload '{\"build\": 42}'",
            "  tidings preview -t build.failed -r user:1 --locale zh-CN --title Build --summary 'main is red'",
            "  tidings preview -t welcome --address email=ada@example.org --title Welcome --summary 'Good to see you.'"
        })
final class PreviewCommand implements Callable<Integer> {
    /** Required in an intent but not used here. */
    private static final String KEY = "preview";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-t", "--type"},
            required = true,
            description = "The type, dotted.")
    private String type = "";

    @Option(
            names = {"-p", "--payload"},
            paramLabel = "JSON|@FILE|-",
            description = "The event's data; @FILE reads a file, - standard input.")
    private @Nullable String payload;

    @Option(
            names = "--locale",
            paramLabel = "LANGUAGE",
            description = "Overrides the readers' language, such as zh-CN.")
    private @Nullable String locale;

    @Mixin
    private IntentOptions intent = new IntentOptions();

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    @Override
    public Integer call() throws IOException {
        ObjectNode body = intent.intent(type, KEY, IntentOptions.payload(payload));
        try (ApiClient api = remote.open()) {
            JsonNode answer =
                    api.post("/v1/preview" + (locale == null ? "" : "?locale=" + ApiClient.segment(locale)), body);
            List<JsonNode> previews = StreamSupport.stream(
                            answer.path("previews").spliterator(), false)
                    .toList();
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(answer);
            } else {
                previews.forEach(preview -> print(out, preview));
            }
            return previews.stream().allMatch(PreviewCommand::well) ? ExitCodes.OK : ExitCodes.FAILED;
        }
    }

    /** A skip is a valid result. */
    private static boolean well(JsonNode preview) {
        String outcome = preview.path("outcome").asText();
        return outcome.equals("sent") || outcome.equals("skipped");
    }

    private static void print(Screen out, JsonNode preview) {
        out.line(preview.path("channel").asText() + " to "
                + preview.path("recipient").asText() + ": " + became(preview));
        if (!preview.path("retry_schedule").isEmpty()) {
            out.line("  retried after " + RetryWaits.text(preview.path("retry_schedule")));
        }
        if (preview.has("locale")) {
            out.line("  language " + preview.path("locale").asText());
        }
        preview.path("templates")
                .properties()
                .forEach(file ->
                        out.line("  " + file.getKey() + " by " + file.getValue().asText()));
        if (preview.path("fallback_used").asBoolean()) {
            out.line("  the fallback replaces the summary");
        }
        for (JsonNode part : preview.path("parts")) {
            out.line("--- " + part.path("name").asText() + ", " + size(part));
            out.quote(
                    part.path("text").asText("(no text) " + part.path("base64").asText()));
        }
        out.line("");
    }

    private static String became(JsonNode preview) {
        String outcome = preview.path("outcome").asText();
        if (outcome.equals("sent")) {
            return preview.path("has_preview").asBoolean()
                    ? "would be sent"
                    : "would be sent; the channel has no preview";
        }
        String message = preview.path("message").asText("");
        return "would be " + (outcome.equals("retry") ? "retried" : outcome) + ", "
                + preview.path("code").asText() + (message.isEmpty() ? "" : ": " + message);
    }

    private static String size(JsonNode part) {
        String bytes = part.path("bytes").asInt() + " bytes";
        return part.has("max_bytes")
                ? bytes + " of at most " + part.path("max_bytes").asInt()
                : bytes;
    }
}
