package dev.tidings.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the credentials that are sent to an endpoint. */
final class EndpointCredentialOptions {
    @Option(names = "--bearer", paramLabel = "TOKEN", description = "Send Authorization: Bearer TOKEN.")
    private @Nullable String bearer;

    @Option(names = "--basic", paramLabel = "USER:PASSWORD", description = "Send basic authentication.")
    private @Nullable String basic;

    @Option(names = "--header", paramLabel = "NAME:VALUE", description = "Send a header.")
    private @Nullable String header;

    /** Returns null when no option is given. */
    @Nullable
    ObjectNode auth() {
        ObjectNode auth = ApiClient.JSON.createObjectNode();
        if (bearer != null) {
            return auth.put("type", "bearer").put("token", bearer);
        }
        if (basic != null) {
            String[] parts = pair("--basic", basic);
            return auth.put("type", "basic").put("username", parts[0]).put("password", parts[1]);
        }
        if (header != null) {
            String[] parts = pair("--header", header);
            return auth.put("type", "header").put("name", parts[0]).put("value", parts[1].strip());
        }
        return null;
    }

    private static String[] pair(String option, String text) {
        String[] parts = text.split(":", 2);
        if (parts.length < 2 || parts[0].isEmpty()) {
            throw new UsageError(option + " is invalid; expected two parts separated by a colon");
        }
        return parts;
    }
}
