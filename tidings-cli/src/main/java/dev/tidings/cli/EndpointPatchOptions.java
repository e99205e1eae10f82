package dev.tidings.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to change of an endpoint. */
final class EndpointPatchOptions {
    @Option(names = "--address", paramLabel = "ADDRESS", description = "URL, mailbox, ...")
    private @Nullable String address;

    @Option(
            names = "--types",
            paramLabel = "TYPE",
            split = ",",
            description = "Only these notification types, such as order.paid or order.*.")
    private List<String> types = new ArrayList<>();

    @Option(names = "--all-types", description = "All notification types.")
    private boolean allTypes;

    @Option(names = "--enable", description = "Enable the endpoint.")
    private boolean enable;

    @Option(names = "--disable", description = "Disable the endpoint; nothing is sent to it.")
    private boolean disable;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Set a setting of the channel.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--unset", paramLabel = "NAME", description = "Remove a setting of the channel.")
    private List<String> unset = new ArrayList<>();

    @Option(names = "--metadata", paramLabel = "NAME=VALUE", description = "Set a value of your own.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(names = "--remove-metadata", paramLabel = "NAME", description = "Remove a value of your own.")
    private List<String> removeMetadata = new ArrayList<>();

    @Mixin
    private EndpointCredentialOptions credentials = new EndpointCredentialOptions();

    @Option(names = "--no-auth", description = "Send no credentials.")
    private boolean noAuth;

    /** Returns the change as a merge patch. */
    ObjectNode body() {
        ObjectNode body = ApiClient.JSON.createObjectNode();
        if (address != null) {
            body.put("address", address);
        }
        if (allTypes || !types.isEmpty()) {
            ArrayNode patterns = body.putArray("types");
            types.forEach(patterns::add);
        }
        if (enable || disable) {
            body.put("enabled", enable);
        }
        change(body, "settings", settings, unset);
        change(body, "metadata", metadata, removeMetadata);
        ObjectNode auth = noAuth ? ApiClient.JSON.createObjectNode().put("type", "none") : credentials.auth();
        if (auth != null) {
            body.set("auth", auth);
        }
        if (body.isEmpty()) {
            throw new UsageError("nothing to change; give an option such as --address, --types, --enable or --set");
        }
        return body;
    }

    private static void change(ObjectNode body, String field, Map<String, String> set, List<String> removed) {
        if (!set.isEmpty() || !removed.isEmpty()) {
            ObjectNode values = body.putObject(field);
            set.forEach(values::put);
            removed.forEach(values::putNull);
        }
    }
}
