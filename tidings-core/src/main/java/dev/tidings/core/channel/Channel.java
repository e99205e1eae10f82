package dev.tidings.core.channel;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.retry.RetryPolicy;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Delivers messages over one medium. To add a channel, implement this interface with a public no-argument constructor
 * and name the class in {@code META-INF/services/dev.tidings.core.channel.Channel}; ChannelContract in the testkit
 * verifies the contract.
 *
 * <p>{@link #start} is called once, first; {@link #close} once, last. {@link #send} is called by many virtual threads
 * at once and may block.
 */
public interface Channel extends AutoCloseable {
    /** Returns the channel's name: lower-case letters, digits and underscores. */
    String name();

    /** Reads the settings. Throws a {@code ProblemException} that names the invalid field. */
    void start(ChannelContext context);

    /** Makes one attempt. Expected failures are outcomes; an exception is a defect and is retried. */
    Outcome send(Message message) throws Exception;

    /**
     * Renders what {@link #send} would submit, with the same code, without sending or storing anything. Returns null
     * when the channel has no preview.
     *
     * @param locale overrides the endpoint's language; null keeps it
     */
    default @Nullable Preview preview(Message message, @Nullable Locale locale) throws Exception {
        return null;
    }

    /**
     * Validates an address; throws a {@code ProblemException} that names the field and what was expected, without
     * repeating credentials. Called when an endpoint is put and for each address in an intent, up to 10,000 at once: it
     * must not use the network.
     */
    default void checkAddress(String field, String address) {}

    /**
     * Returns the address with its credentials masked. An endpoint that is put with the masked address keeps the stored
     * one.
     */
    default String shownAddress(String address) {
        return address;
    }

    /** Validates an endpoint's auth and settings; throws a {@code ProblemException}. */
    default void checkEndpoint(Endpoint endpoint) {}

    /** Creates signing keys for an endpoint that was put without one; empty when the channel does not sign. */
    default List<Secret> newSecrets() {
        return List.of();
    }

    /** Returns whether a recipient needs an endpoint on this channel. If not, the recipient id is the address. */
    default boolean needsEndpoint() {
        return true;
    }

    /**
     * Returns whether deliveries to one recipient are sent one at a time, in the order of acceptance. A failing
     * delivery holds up the following ones until it ends.
     */
    default boolean keepsOrder() {
        return false;
    }

    /** Returns the rate limit of an endpoint, set by the endpoint or by the provider; null for no limit. */
    default @Nullable EndpointRate rate(Endpoint endpoint) {
        return EndpointRate.of(endpoint.settings());
    }

    /**
     * Returns the provider that sends to an address go through: a mail server, a platform's host. While its circuit is
     * open, nothing is sent through it. It is shown to operators, so it must not contain credentials. Returns null when
     * the endpoint is its own provider, as for webhooks. Must not use the network.
     */
    default @Nullable String provider(String address) {
        return null;
    }

    /**
     * Returns the highest useful concurrency, given the channel's resources; caps the configured concurrency of its
     * lane. Called after {@link #start}.
     */
    default int mostConcurrent() {
        return Integer.MAX_VALUE;
    }

    default RetryPolicy retryPolicy() {
        return RetryPolicy.exponential(java.time.Duration.ofSeconds(1), java.time.Duration.ofMinutes(1), 10);
    }

    @Override
    default void close() {}
}
