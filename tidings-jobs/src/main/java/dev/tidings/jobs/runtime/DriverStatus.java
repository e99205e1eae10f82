package dev.tidings.jobs.runtime;

/**
 * The state of a driver.
 *
 * @param available whether it can start a runtime now
 * @param detail what it drives, with the version; or why it is unreachable
 */
public record DriverStatus(boolean available, String detail) {}
