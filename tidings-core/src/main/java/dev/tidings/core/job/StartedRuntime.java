package dev.tidings.core.job;

/**
 * A runtime whose engine answers.
 *
 * @param containerId opaque; another one each time that something is started
 * @param engineEndpoint a URL at which the engine answers: {@code http://host:port}, or {@code tcp://host:port} of one that is
 *     only asked for connections
 * @param adopted it ran before it was asked for
 */
public record StartedRuntime(String containerId, String engineEndpoint, boolean adopted) {}
