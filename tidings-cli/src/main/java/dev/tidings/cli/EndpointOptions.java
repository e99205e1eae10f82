package dev.tidings.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of an endpoint besides its address. */
final class EndpointOptions {
    @Option(
            names = "--secret",
            paramLabel = "WHSEC",
            description = "The signing key; by default a new one is created and shown.")
    private @Nullable String secret;

    @Option(names = "--disabled", description = "Disable the endpoint; nothing is sent to it.")
    private boolean disabled;

    @Mixin
    private EndpointCredentialOptions credentials = new EndpointCredentialOptions();

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of the channel, such as body=raw.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--types",
            paramLabel = "TYPE",
            split = ",",
            description = "Only these notification types, such as order.paid or order.*; by default all.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--metadata",
            paramLabel = "NAME=VALUE",
            description = "A value of your own, shown with the endpoint.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    ObjectNode body(String address) {
        ObjectNode body = ApiClient.JSON.createObjectNode().put("address", address);
        if (!types.isEmpty()) {
            types.forEach(body.putArray("types")::add);
        }
        if (!metadata.isEmpty()) {
            ObjectNode object = body.putObject("metadata");
            metadata.forEach(object::put);
        }
        if (disabled) {
            body.put("enabled", false);
        }
        if (secret != null) {
            body.put("secret", secret);
        }
        ObjectNode auth = credentials.auth();
        if (auth != null) {
            body.set("auth", auth);
        }
        if (!settings.isEmpty()) {
            ObjectNode object = body.putObject("settings");
            settings.forEach(object::put);
        }
        return body;
    }
}
