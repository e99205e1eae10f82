package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidings tenants}. */
@Command(
        name = "tenants",
        description = {
            "Manages the tenants of the server: quotas, weights, suspension, deletion.",
            "All but get need an API key with the scope system (docs/guides/tenants.md)."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | get | create | set | suspend | resume | delete)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings tenants list",
            "  tidings tenants get",
            "  tidings tenants set shop --intents-per-second 100 --endpoints 500",
            "  tidings tenants suspend shop",
            "  tidings tenants resume shop"
        })
final class TenantsCommand extends CommandGroup {
    private static final String PATH = "/v1/tenants";

    private static final PrintedList TENANTS = new PrintedList(
            PATH,
            "tenants",
            "No tenants.",
            List.of(
                    Column.whole("TENANT"),
                    Column.whole("STATUS"),
                    Column.whole("WEIGHT"),
                    Column.text("NAME"),
                    Column.time("UPDATED")),
            tenant -> List.of(
                    tenant.path("id").asText(),
                    tenant.path("status").asText(),
                    tenant.path("weight").asText(),
                    tenant.path("display_name").asText(),
                    tenant.path("updated_at").asText()));

    @Command(
            name = "list",
            description = "Lists the tenants by id.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings tenants list --limit 10 --json")
    int list(@Mixin LimitOption limit, @Mixin ConnectionOptions remote) {
        return TENANTS.print(Map.of(), limit, remote, out());
    }

    @Command(
            name = "get",
            description =
                    "Prints a tenant with its quotas and what it uses, as JSON; without an id, that of the API key.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  tidings tenants get", "  tidings tenants get shop"})
    int get(
            @Parameters(paramLabel = "TENANT", arity = "0..1") @Nullable String tenant,
            @Mixin ConnectionOptions remote) {
        return document(remote, api -> api.get(tenant == null ? "/v1/tenant" : path(tenant)));
    }

    @Command(
            name = "create",
            description = "Creates a tenant. Optional: an API key makes one too.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings tenants create shop --display-name 'The shop' --endpoints 500")
    int create(
            @Parameters(paramLabel = "TENANT") String tenant,
            @Mixin TenantOptions options,
            @Mixin ConnectionOptions remote) {
        ObjectNode body = options.body().put("id", tenant);
        return changed(remote, api -> api.post(PATH, body));
    }

    @Command(
            name = "set",
            description = "Changes a tenant; what is not given stays.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  tidings tenants set shop --intents-per-second 100 --weight 2",
                "  tidings tenants set shop --endpoints default"
            })
    int set(
            @Parameters(paramLabel = "TENANT") String tenant,
            @Mixin TenantOptions options,
            @Mixin ConnectionOptions remote) {
        ObjectNode body = options.body();
        if (body.isEmpty()) {
            throw new UsageError("there is nothing to set; expected an option such as --weight or --endpoints");
        }
        return changed(remote, api -> api.patch(path(tenant), body));
    }

    @Command(
            name = "suspend",
            description = "Refuses the intents of a tenant and holds its deliveries, until it is resumed.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings tenants suspend shop")
    int suspend(@Parameters(paramLabel = "TENANT") String tenant, @Mixin ConnectionOptions remote) {
        return changed(remote, api -> api.post(path(tenant) + ":suspend", null));
    }

    @Command(
            name = "resume",
            description = "Accepts the intents of a suspended tenant again and makes its deliveries due.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings tenants resume shop")
    int resume(@Parameters(paramLabel = "TENANT") String tenant, @Mixin ConnectionOptions remote) {
        return answered(remote, api -> api.post(path(tenant) + ":resume", null), resumed -> {
            String run = resumed.path("run_id").asText("");
            out().line(state(resumed.path("tenant"))
                    + (run.isEmpty() ? "" : " The bulk run " + run + " makes its deliveries due."));
        });
    }

    @Command(
            name = "delete",
            description = "Deletes a suspended tenant with all its data, in a bulk run.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings tenants delete shop")
    int delete(@Parameters(paramLabel = "TENANT") String tenant, @Mixin ConnectionOptions remote) {
        return answered(
                remote,
                api -> api.delete(path(tenant)),
                run -> out().line("Tenant " + tenant + " is being deleted. Follow it: tidings bulk-runs get "
                        + run.path("run_id").asText()));
    }

    private int changed(ConnectionOptions remote, Function<ApiClient, JsonNode> call) {
        return answered(remote, call, tenant -> out().line(state(tenant)));
    }

    private static String state(JsonNode tenant) {
        return "Tenant " + tenant.path("id").asText() + " is "
                + tenant.path("status").asText() + ".";
    }

    private static String path(String tenant) {
        return PATH + "/" + ApiClient.segment(tenant);
    }
}
