package dev.tidings.core.job;

/**
 * How a driver is.
 *
 * @param available it can start something now
 * @param detail what it drives, with its version; or why it cannot be reached
 */
public record DriverStatus(boolean available, String detail) {}
