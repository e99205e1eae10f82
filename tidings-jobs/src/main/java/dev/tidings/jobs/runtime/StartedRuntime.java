package dev.tidings.jobs.runtime;

/**
 * A runtime that is ready.
 *
 * @param containerId opaque; new for each start
 * @param engineEndpoint the runtime's URL: {@code http://host:port}, or {@code tcp://host:port} when readiness is a
 * connection check
 * @param adopted whether it was already running
 */
public record StartedRuntime(String containerId, String engineEndpoint, boolean adopted) {}
