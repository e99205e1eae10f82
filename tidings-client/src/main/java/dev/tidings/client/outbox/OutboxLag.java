package dev.tidings.client.outbox;

import java.time.Duration;

/**
 * How far the relays are behind.
 *
 * @param pending rows that are still to be shipped, under way and waiting ones among them
 * @param dead rows that were refused
 * @param oldestPending the age of the earliest of those to be shipped; zero when there is none
 */
public record OutboxLag(long pending, long dead, Duration oldestPending) {}
