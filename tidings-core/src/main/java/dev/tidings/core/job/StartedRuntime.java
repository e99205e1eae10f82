package dev.tidings.core.job;

/**
 * A runtime whose engine answers.
 *
 * @param containerId opaque; another one each time that something is started
 * @param engineEndpoint {@code host:port} at which the engine answers
 * @param adopted it ran before it was asked for
 */
public record StartedRuntime(String containerId, String engineEndpoint, boolean adopted) {}
