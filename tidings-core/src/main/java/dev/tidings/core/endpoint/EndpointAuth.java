package dev.tidings.core.endpoint;

/** How Tidings authenticates to the endpoint, in addition to the channel's signature. */
public sealed interface EndpointAuth {
    record None() implements EndpointAuth {}

    record Bearer(Secret token) implements EndpointAuth {}

    record Basic(String username, Secret password) implements EndpointAuth {}

    record Header(String name, Secret value) implements EndpointAuth {}
}
