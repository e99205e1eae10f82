package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidings endpoints}. */
@Command(
        name = "endpoints",
        description = "Manages the endpoints of recipients, by id or by recipient, channel and name.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel =
                "(list | get | stats | recover | put | create | patch | test | pause | resume | unblock"
                        + " | rotate-secret | retire-secret | enable | delete)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings endpoints put user:1 webhook https://example.org/hooks",
            "  tidings endpoints put user:1 email ada@example.org",
            "  tidings endpoints list user:1",
            "  tidings endpoints list --health circuit_open",
            "  tidings endpoints test user:1 webhook",
            "  tidings endpoints pause user:1 webhook --until 2027-01-31T08:00:00Z",
            "  tidings endpoints unblock user:1 webhook"
        })
final class EndpointsCommand extends CommandGroup {
    @Command(
            name = "list",
            description = "Lists endpoints, with masked secrets.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  tidings endpoints list user:1",
                "  tidings endpoints list --channel webhook --health failing",
                "  tidings endpoints list --enabled false --json"
            })
    int list(@Mixin EndpointListOptions which, @Mixin ConnectionOptions remote) {
        String none = which.recipient == null || which.query().size() > 1
                ? "None."
                : which.recipient + " has no endpoint; add one: tidings endpoints put " + which.recipient
                        + " webhook URL";
        return new PrintedList("/v1/endpoints", "endpoints", none, EndpointText.COLUMNS, EndpointText::row)
                .print(which.query(), which.limit, remote, out());
    }

    @Command(
            name = "get",
            description = "Shows an endpoint, with masked secrets.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  tidings endpoints get user:1 webhook", "  tidings endpoints get user:1 webhook --json"})
    int get(@Mixin EndpointSelector which, @Mixin ConnectionOptions remote) {
        return answered(
                remote,
                api -> api.get(which.path()),
                endpoint -> EndpointText.lines(endpoint).forEach(out()::line));
    }

    @Command(
            name = "stats",
            description = "Shows how the deliveries of the last 24 hours to an endpoint went.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints stats ept_01K3ZQ8Y1B4R2V7N6M5T9WXE0C")
    int stats(
            @Parameters(paramLabel = "ENDPOINT", description = "The id of an endpoint, ept_...") String id,
            @Mixin ConnectionOptions remote) {
        return answered(
                remote,
                api -> api.get("/v1/endpoints/" + ApiClient.segment(id) + "/stats"),
                stats -> EndpointText.stats(stats).forEach(out()::line));
    }

    @Command(
            name = "recover",
            description =
                    "Sends an endpoint what it missed or had skipped, each message once, in the order of acceptance.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints recover ept_01K3ZQ8Y1B4R2V7N6M5T9WXE0C --since 2027-01-31T08:00:00Z")
    int recover(
            @Parameters(paramLabel = "ENDPOINT", description = "The id of an endpoint, ept_...") String id,
            @Option(
                            names = "--since",
                            required = true,
                            paramLabel = "TIME",
                            description = "Accepted since this time, such as 2027-01-31T08:00:00Z.")
                    String since,
            @Option(names = "--until", paramLabel = "TIME", description = "Accepted before this time; by default now.")
                    @Nullable
                    String until,
            @Mixin ConnectionOptions remote) {
        ObjectNode body = ApiClient.JSON.createObjectNode().put("since", since);
        if (until != null) {
            body.put("until", until);
        }
        return answered(
                remote,
                api -> api.post("/v1/endpoints/" + ApiClient.segment(id) + ":recover", body),
                run -> out().line(run.path("run_id").asText() + " "
                        + run.path("status").asText()
                        + "; the messages are deliveries of the endpoint: tidings deliveries --endpoint "
                        + id));
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
            @Mixin EndpointPlace place,
            @Parameters(index = "2", paramLabel = "ADDRESS", description = "URL, mailbox, ...") String address,
            @Mixin EndpointOptions options,
            @Mixin ConnectionOptions remote) {
        return answered(remote, api -> api.put(place.path(), options.body(address)), endpoint -> put(place, endpoint));
    }

    @Command(
            name = "create",
            description = "Creates an endpoint; fails if the recipient has one with this name on the channel.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints create user:1 webhook https://example.org/orders --name orders")
    int create(
            @Mixin EndpointPlace place,
            @Parameters(index = "2", paramLabel = "ADDRESS", description = "URL, mailbox, ...") String address,
            @Mixin EndpointOptions options,
            @Mixin ConnectionOptions remote) {
        ObjectNode body =
                options.body(address).put("recipient", place.recipient).put("channel", place.channel);
        if (place.name != null) {
            body.put("name", place.name);
        }
        return answered(remote, api -> api.post("/v1/endpoints", body), endpoint -> put(place, endpoint));
    }

    private void put(EndpointPlace place, JsonNode endpoint) {
        out().line(EndpointPlace.shown(place.channel, place.name) + " endpoint of " + place.recipient + ": "
                + endpoint.path("address").asText() + " (" + EndpointText.state(endpoint) + ")");
        for (JsonNode secret : endpoint.path("new_secrets")) {
            out().line("Signing key (shown only once): " + secret.asText());
        }
        EndpointText.consequences(endpoint, out());
    }

    @Command(
            name = "patch",
            description = "Changes some fields of an endpoint.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  tidings endpoints patch user:1 webhook --address https://example.org/new",
                "  tidings endpoints patch user:1 webhook --types 'order.*' --set rate_per_second=5 --unset body"
            })
    int patch(@Mixin EndpointSelector which, @Mixin EndpointPatchOptions options, @Mixin ConnectionOptions remote) {
        return answered(remote, api -> api.patch(which.path(), options.body()), endpoint -> state(which, endpoint));
    }

    @Command(
            name = "test",
            description = "Sends a test message; exit code 1 when it was not accepted.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints test user:1 webhook")
    int test(@Mixin EndpointSelector which, @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode result = api.post(which.path(":test"), null);
            String status = result.path("status").asText();
            String error = result.path("error").asText("");
            Screen out = out();
            if (remote.json()) {
                out.json(result);
            } else {
                out.line(error.isEmpty() ? status : status + ": " + error);
                EndpointText.retrying(result, out);
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
            @Mixin EndpointSelector which,
            @Option(names = "--until", required = true, paramLabel = "TIME", description = "2027-01-31T08:00:00Z")
                    String until,
            @Mixin ConnectionOptions remote) {
        return act(which, ":pause", ApiClient.JSON.createObjectNode().put("until", until), remote);
    }

    @Command(
            name = "rotate-secret",
            description = "Creates a new signing key and shows it once; the old key also signs for 24 hours.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints rotate-secret user:1 webhook")
    int rotateSecret(@Mixin EndpointSelector which, @Mixin ConnectionOptions remote) {
        return answered(remote, api -> api.post(which.path(":rotate-secret"), null), endpoint -> {
            for (JsonNode secret : endpoint.path("new_secrets")) {
                out().line(secret.asText());
            }
            out().note(which.shown() + " now signs with this key; the old key also signs for 24 hours");
        });
    }

    @Command(
            name = "retire-secret",
            description = "Ends an old signing key before its time.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints retire-secret user:1 webhook --secret sec_01K3ZQ8Y1B4R2V7N6M5T9WXE0C")
    int retireSecret(
            @Mixin EndpointSelector which,
            @Option(names = "--secret", required = true, paramLabel = "ID", description = "sec_..., as `get` shows it.")
                    String secret,
            @Mixin ConnectionOptions remote) {
        ObjectNode body = ApiClient.JSON.createObjectNode().put("secret_id", secret);
        return answered(
                remote,
                api -> api.post(which.path(":retire-secret"), body),
                endpoint -> out().line(which.shown() + " no longer signs with " + secret));
    }

    @Command(
            name = "resume",
            description = "Ends a pause, including one that the endpoint requested; waiting deliveries become due.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints resume user:1 webhook")
    int resume(@Mixin EndpointSelector which, @Mixin ConnectionOptions remote) {
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
    int unblock(@Mixin EndpointSelector which, @Mixin ConnectionOptions remote) {
        return act(which, ":unblock", null, remote);
    }

    @Command(
            name = "enable",
            description =
                    "Enables an endpoint; shows how many deliveries were skipped meanwhile and how to replay them.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints enable user:1 webhook")
    int enable(@Mixin EndpointSelector which, @Mixin ConnectionOptions remote) {
        ObjectNode enabled = ApiClient.JSON.createObjectNode().put("enabled", true);
        return answered(remote, api -> api.patch(which.path(), enabled), endpoint -> state(which, endpoint));
    }

    @Command(
            name = "delete",
            description = "Removes an endpoint.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings endpoints delete user:1 webhook")
    int delete(@Mixin EndpointSelector which, @Mixin ConnectionOptions remote) {
        return deleted(remote, which.path(), "Removed " + which.shown());
    }

    private int act(EndpointSelector which, String verb, @Nullable ObjectNode body, ConnectionOptions remote) {
        return answered(remote, api -> api.post(which.path(verb), body), endpoint -> state(which, endpoint));
    }

    private void state(EndpointSelector which, JsonNode endpoint) {
        Screen out = out();
        out.line(which.shown() + ": " + EndpointText.state(endpoint));
        EndpointText.consequences(endpoint, out);
    }
}
