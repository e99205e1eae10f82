package dev.tidings.audience;

/**
 * Limits of topics.
 *
 * @param subscribers the maximum number of subscribers per topic
 * @param requestBytes the maximum size of a request with subscribers
 */
public record TopicLimits(long subscribers, int requestBytes) {
    /** The maximum number of recipients in one request. */
    public static final int RECIPIENTS = 10_000;
}
