package dev.tidings.jobs.engine;

import java.util.List;
import java.util.Map;

/**
 * How an image is run.
 *
 * @param command the program and its arguments; empty: what the image says
 * @param env beside what every engine is told
 * @param port at which it listens; 0: the driver's to choose
 * @param network of its container; empty: the driver's
 */
public record EngineSpec(
        List<String> command, Map<String, String> env, int port, ReadinessCheck readiness, String network) {
    public EngineSpec {
        command = List.copyOf(command);
        env = Map.copyOf(env);
    }

    /** In the driver's network. */
    public EngineSpec(List<String> command, Map<String, String> env, int port, ReadinessCheck readiness) {
        this(command, env, port, readiness, "");
    }

    /** Without arguments and the values of variables, of which some are secret. */
    @Override
    public String toString() {
        return "EngineSpec[" + (command.isEmpty() ? "" : command.getFirst()) + ", variables " + env.keySet() + ", port "
                + port + "]";
    }
}
