package dev.tidings.client.outbox;

import java.time.Duration;

/**
 * How far the relays are behind.
 *
 * @param pending rows still to be shipped, including those being shipped or waiting
 * @param dead refused rows
 * @param oldestPending the age of the oldest row still to be shipped; zero when there is none
 */
public record OutboxLag(long pending, long dead, Duration oldestPending) {}
