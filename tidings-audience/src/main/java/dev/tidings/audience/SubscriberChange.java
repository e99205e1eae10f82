package dev.tidings.audience;

/**
 * The result of adding or removing subscribers.
 *
 * @param changed the recipients that were added or removed; the others were subscribed, or not subscribed, before
 * @param subscribers the number of subscribers after the change
 */
public record SubscriberChange(int changed, long subscribers) {}
