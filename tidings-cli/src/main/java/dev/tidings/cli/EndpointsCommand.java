package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings endpoints}. */
@Command(
        name = "endpoints",
        description = "Manages the endpoints of recipients: lists, puts, tests, pauses, unblocks, removes.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | put | test | pause | resume | unblock | rotate-secret | enable | delete)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings endpoints put user:1 webhook https://example.org/hooks",
            "  tidings endpoints put user:1 email ada@example.org",
            "  tidings endpoints list user:1",
            "  tidings endpoints test user:1 webhook",
            "  tidings endpoints pause user:1 webhook --until 2027-01-31T08:00:00Z",
            "  tidings endpoints unblock user:1 webhook"
        })
final class EndpointsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        Screen.of(spec).usage();
    }

    /** Selects an endpoint by recipient and channel. */
    static final class Which {
        @Parameters(index = "0", paramLabel = "RECIPIENT", description = "Such as user:1.")
        String recipient = "";

        @Parameters(index = "1", paramLabel = "CHANNEL", description = "Such as webhook or email.")
        String channel = "";

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "Which of several endpoints on the channel; by default the one named default.")
        @Nullable
        String name;

        String path() {
            return path("");
        }

        String path(String verb) {
            String path = "/v1/recipients/" + ApiClient.segment(recipient) + "/endpoints/" + ApiClient.segment(channel)
                    + verb;
            return name == null ? path : path + "?name=" + ApiClient.segment(name);
        }

        String shown() {
            return name == null ? channel : channel + "/" + name;
        }
    }

    @Command(
            name = "list",
            description = "Lists a recipient's endpoints, with masked secrets.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  tidings endpoints list user:1", "  tidings endpoints list user:1 --json"})
    int list(
            @Parameters(paramLabel = "RECIPIENT", description = "Such as user:1.") String recipient,
            @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode answer = api.get("/v1/recipients/" + ApiClient.segment(recipient) + "/endpoints");
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(answer);
                return ExitCodes.OK;
            }
            Table table = new Table(
                    Column.whole("CHANNEL"),
                    Column.whole("NAME"),
                    Column.text("ADDRESS"),
                    Column.status("STATE"),
                    Column.text("LAST TEST"));
            for (JsonNode endpoint : answer.path("endpoints")) {
                table.row(List.of(
                        endpoint.path("channel").asText(),
                        endpoint.path("name").asText(),
                        endpoint.path("address").asText(),
                        state(endpoint),
                        endpoint.path("last_test").path("status").asText("never")));
            }
            if (table.empty()) {
                out.line(recipient + " has no endpoint; add one: tidings endpoints put " + recipient + " webhook URL");
            } else {
                out.table(table);
            }
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "put",
            description = "Creates or replaces an endpoint.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  tidings endpoints put user:1 webhook https://example.org/hooks",
                "  tidings endpoints put user:1 email ada@example.org",
                "  tidings endpoints put user:1 webhook https://example.org/hooks --set final_statuses=404,410",
                "  tidings endpoints put user:1 webhook https://example.org/orders --name orders --types 'order.*'"
            })
    int put(
            @Mixin Which which,
            @Parameters(index = "2", paramLabel = "ADDRESS", description = "URL, mailbox, ...") String address,
            @Mixin EndpointOptions options,
            @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode endpoint = api.put(which.path(), options.body(address));
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(endpoint);
                return ExitCodes.OK;
            }
            out.line(which.shown() + " endpoint of " + which.recipient + ": "
                    + endpoint.path("address").asText() + " (" + state(endpoint) + ")");
            for (JsonNode secret : endpoint.path("new_secrets")) {
                out.line("Signing key (shown only once): " + secret.asText());
            }
            retrying(endpoint, out);
            skipped(endpoint, which, out);
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "test",
            description = "Sends a test message; exit code 1 when it was not accepted.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints test user:1 webhook")
    int test(@Mixin Which which, @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode result = api.post(which.path(":test"), null);
            String status = result.path("status")
                    .asText(result.path("last_test").path("status").asText());
            String error = result.path("error")
                    .asText(result.path("last_test").path("error").asText(""));
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(result);
            } else {
                out.line(error.isEmpty() ? status : status + ": " + error);
                retrying(result, out);
            }
            return "sent".equals(status) ? ExitCodes.OK : ExitCodes.FAILED;
        }
    }

    @Command(
            name = "pause",
            description = "Holds back its deliveries until a time.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints pause user:1 webhook --until 2027-01-31T08:00:00Z")
    int pause(
            @Mixin Which which,
            @Option(names = "--until", required = true, paramLabel = "TIME", description = "2027-01-31T08:00:00Z")
                    String until,
            @Mixin ConnectionOptions remote) {
        ObjectNode body = ApiClient.JSON.createObjectNode().put("until", until);
        return act(which, ":pause", body, remote);
    }

    @Command(
            name = "rotate-secret",
            description = "Creates a new signing key and shows it once; the old key also signs for 24 hours.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints rotate-secret user:1 webhook")
    int rotateSecret(@Mixin Which which, @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode endpoint = api.post(which.path(":rotate-secret"), null);
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(endpoint);
                return ExitCodes.OK;
            }
            for (JsonNode secret : endpoint.path("new_secrets")) {
                out.line(secret.asText());
            }
            Screen.of(spec)
                    .note(which.shown() + " of " + which.recipient
                            + " now signs with this key; the old key also signs for 24 hours");
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "resume",
            description = "Ends a pause, including one that the endpoint requested; waiting deliveries become due.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints resume user:1 webhook")
    int resume(@Mixin Which which, @Mixin ConnectionOptions remote) {
        return act(which, ":resume", null, remote);
    }

    @Command(
            name = "unblock",
            description =
                    "Ends a pause that the endpoint requested (Retry-After) and closes its circuit; waiting deliveries"
                            + " become due.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints unblock user:1 webhook")
    int unblock(@Mixin Which which, @Mixin ConnectionOptions remote) {
        return act(which, ":unblock", null, remote);
    }

    @Command(
            name = "enable",
            description =
                    "Enables an endpoint; shows how many deliveries were skipped meanwhile and how to replay them.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints enable user:1 webhook")
    int enable(@Mixin Which which, @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode present = api.get(which.path());
            ObjectNode body = ApiClient.JSON.createObjectNode();
            body.put("address", present.path("address").asText());
            for (String kept : List.of("types", "metadata", "settings")) {
                body.set(kept, present.path(kept));
            }
            JsonNode endpoint = api.put(which.path(), body.put("enabled", true));
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(endpoint);
                return ExitCodes.OK;
            }
            out.line(which.shown() + " of " + which.recipient + ": " + state(endpoint));
            retrying(endpoint, out);
            skipped(endpoint, which, out);
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Removes an endpoint.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints delete user:1 webhook")
    int delete(@Mixin Which which, @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            var _ = api.delete(which.path());
            Screen.of(spec).line("Removed " + which.shown() + " of " + which.recipient);
            return ExitCodes.OK;
        }
    }

    private int act(Which which, String verb, @Nullable ObjectNode body, ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode endpoint = api.post(which.path(verb), body);
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(endpoint);
                return ExitCodes.OK;
            }
            out.line(which.shown() + " of " + which.recipient + ": " + state(endpoint));
            retrying(endpoint, out);
            skipped(endpoint, which, out);
            return ExitCodes.OK;
        }
    }

    private static void retrying(JsonNode endpoint, Screen out) {
        int waiting = endpoint.path("retrying").asInt();
        if (waiting > 0) {
            out.line(waiting + (waiting == 1 ? " delivery waits" : " deliveries wait")
                    + " for this endpoint and will be sent within a minute.");
        }
    }

    private static void skipped(JsonNode endpoint, Which which, Screen out) {
        int skipped = endpoint.path("skipped_while_disabled").path("count").asInt();
        if (skipped > 0) {
            out.line(skipped + (skipped == 1 ? " delivery was" : " deliveries were")
                    + " skipped while it was missing or disabled; replay with: tidings replay --status skipped"
                    + " --reason endpoint_disabled,recipient_missing --channel " + which.channel + ",none --recipient "
                    + which.recipient + " --yes");
        }
    }

    private static String state(JsonNode endpoint) {
        if (!endpoint.path("enabled").asBoolean(true)) {
            String reason = endpoint.path("disabled_reason").asText("");
            return reason.isEmpty() ? "disabled" : "disabled: " + reason;
        }
        String until = endpoint.path("paused_until").asText("");
        return until.isEmpty() ? blocked(endpoint.path("blocked")) : "paused until " + until;
    }

    private static String blocked(JsonNode block) {
        String until = block.path("until").asText("");
        if (block.isMissingNode()) {
            return "enabled";
        }
        if (until.isEmpty()) {
            return "circuit half-open: the next attempt is a probe";
        }
        return ("retry_after".equals(block.path("reason").asText())
                        ? "requested a pause until "
                        : "circuit open until ")
                + until;
    }
}
