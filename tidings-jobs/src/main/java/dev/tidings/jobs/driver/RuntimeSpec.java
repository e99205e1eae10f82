package dev.tidings.jobs.driver;

import java.util.List;
import java.util.Map;

/**
 * How to run an image.
 *
 * @param command the program and its arguments; empty for the image's command
 * @param env variables besides those that every runtime gets
 * @param port the port on which it listens; 0 to let the driver choose
 * @param network the network of its container; empty for the driver's network
 */
public record RuntimeSpec(
        List<String> command, Map<String, String> env, int port, ReadinessCheck readiness, String network) {
    public RuntimeSpec {
        command = List.copyOf(command);
        env = Map.copyOf(env);
    }

    /** Uses the driver's network. */
    public RuntimeSpec(List<String> command, Map<String, String> env, int port, ReadinessCheck readiness) {
        this(command, env, port, readiness, "");
    }

    /** Omits arguments and the values of variables, which may be secret. */
    @Override
    public String toString() {
        return "RuntimeSpec[" + (command.isEmpty() ? "" : command.getFirst()) + ", variables " + env.keySet()
                + ", port " + port + "]";
    }
}
