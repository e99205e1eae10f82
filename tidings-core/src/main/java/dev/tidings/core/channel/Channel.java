package dev.tidings.core.channel;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.retry.RetryPolicy;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A way to tell a recipient something. A third party adds one by implementing this with a public no-argument
 * constructor and naming the class in {@code META-INF/services/dev.tidings.core.channel.Channel}; ChannelContract in the
 * testkit says what is expected of it.
 *
 * <p>{@link #start} is called once before all else and {@link #close} once after all else. {@link #send} is called by
 * many virtual threads at once and may block.
 */
public interface Channel extends AutoCloseable {
    /** The channel's word: lower-case letters, digits and underscores. */
    String name();

    /** Takes settings and surroundings. Bad settings are a {@code ProblemException} that names the field. */
    void start(ChannelContext context);

    /** Tries once. What can be expected to go wrong is an outcome; an exception is a defect and is retried as such. */
    Outcome send(Message message) throws Exception;

    /**
     * What {@link #send} would hand over, made by the same code, with nothing sent or kept; null from a channel that has no
     * preview. Blocks no more than the making does.
     *
     * @param locale the reader's language, instead of what the endpoint says; null to leave that as it is
     */
    default @Nullable Preview preview(Message message, @Nullable Locale locale) throws Exception {
        return null;
    }

    /**
     * Whether an address is one of this channel's; throws a {@code ProblemException} that names the field and says what was
     * expected if not, without repeating what gives access. Asked when an endpoint is put and when an intent gives an address
     * outright, for up to 10,000 at once: it must not wait for the network.
     */
    default void checkAddress(String field, String address) {}

    /** An address as it may be shown, what gives access masked. Whoever gives it back means the one that was shown. */
    default String shownAddress(String address) {
        return address;
    }

    /** Whether auth and settings of an endpoint make sense here; throws a {@code ProblemException} if not. */
    default void checkEndpoint(Endpoint endpoint) {}

    /** Signing keys for an endpoint that was put without one; empty when the channel does not sign. */
    default List<SigningSecret> newSecrets() {
        return List.of();
    }

    /** Whether a recipient has to have an endpoint here. When not, the recipient itself is the address. */
    default boolean needsEndpoint() {
        return true;
    }

    /**
     * Whether deliveries to one recipient are sent one after the other, in the order of their acceptance: the next only when
     * the one before has ended. One that fails holds up those behind it until it was sent or is dead.
     */
    default boolean keepsOrder() {
        return false;
    }

    /** How fast an endpoint takes messages, by its own word or its provider's; null for as fast as they come. */
    default @Nullable EndpointRate rate(Endpoint endpoint) {
        return EndpointRate.of(endpoint.settings());
    }

    /**
     * How many sends at once make sense, by what the channel has: its lane begins no more, whatever is configured. Asked after
     * {@link #start}.
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
