package dev.tidings.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an operator sets of a tenant. Fields, because picocli fills them. */
final class TenantOptions {
    private static final String DEFAULT = "default";

    @Option(names = "--display-name", description = "For people.")
    private @Nullable String displayName;

    @Option(names = "--weight", description = "Its share in what all tenants use, 1 to 1000.")
    private @Nullable Integer weight;

    @Option(
            names = "--intents-per-second",
            paramLabel = "N",
            description = "Quota; 0 for no limit, default for that of the configuration.")
    private @Nullable String intentsPerSecond;

    @Option(names = "--waiting-deliveries", paramLabel = "N", description = "Quota of deliveries that have not ended.")
    private @Nullable String waitingDeliveries;

    @Option(names = "--endpoints", paramLabel = "N", description = "Quota of endpoints.")
    private @Nullable String endpoints;

    @Option(names = "--stored-bytes", paramLabel = "N", description = "Quota of bytes of stored notifications.")
    private @Nullable String storedBytes;

    /** The fields that were given. */
    ObjectNode body() {
        ObjectNode body = ApiClient.JSON.createObjectNode();
        if (displayName != null) {
            body.put("display_name", displayName);
        }
        if (weight != null) {
            body.put("weight", weight);
        }
        ObjectNode quotas = ApiClient.JSON.createObjectNode();
        quota(quotas, "intents_per_second", intentsPerSecond);
        quota(quotas, "waiting_deliveries", waitingDeliveries);
        quota(quotas, "endpoints", endpoints);
        quota(quotas, "stored_bytes", storedBytes);
        if (!quotas.isEmpty()) {
            body.set("quotas", quotas);
        }
        return body;
    }

    private static void quota(ObjectNode quotas, String name, @Nullable String given) {
        if (given == null) {
            return;
        }
        if (given.equals(DEFAULT)) {
            quotas.putNull(name);
            return;
        }
        try {
            quotas.put(name, Long.parseLong(given));
        } catch (NumberFormatException other) {
            throw new UsageError("--" + name.replace('_', '-') + " is '" + given + "'; expected a number, or default");
        }
    }
}
