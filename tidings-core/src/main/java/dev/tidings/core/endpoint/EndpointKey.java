package dev.tidings.core.endpoint;

/**
 * Identifies an endpoint within its recipient: a recipient has any number of endpoints per channel, each with its own name.
 */
public record EndpointKey(String tenant, String recipient, String channel, String name) {
    /** The name of an endpoint for which the client gave none. */
    public static final String DEFAULT = "default";

    /** Creates the key of the endpoint named {@code default}. */
    public EndpointKey(String tenant, String recipient, String channel) {
        this(tenant, recipient, channel, DEFAULT);
    }

    /** Returns recipient and channel, and the name unless it is {@code default}, for logs, events and errors. */
    public String shown() {
        String path = recipient + "/" + channel;
        return name.equals(DEFAULT) ? path : path + "/" + name;
    }
}
