package dev.tidings.core.endpoint;

/** How Tidings shows itself to the endpoint, besides any signature of the channel. */
public sealed interface EndpointAuth {
    record None() implements EndpointAuth {}

    record Bearer(Secret token) implements EndpointAuth {}

    record Basic(String username, Secret password) implements EndpointAuth {}

    record Header(String name, Secret value) implements EndpointAuth {}
}
