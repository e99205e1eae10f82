package dev.tidings.testkit.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command that starts a server.
 *
 * @param command the program and its arguments
 * @param environment variables that the program has besides those of this process; none of this process's begins with
 *     {@code TIDINGS_} but {@code TIDINGS_JAVA_OPTS}
 * @param folder the working directory; null for that of this process
 */
public record ServerCommand(
        List<String> command,
        Map<String, String> environment,
        @Nullable Path folder) {
    private static final String PREFIX = "TIDINGS_";
    private static final String JVM = "TIDINGS_JAVA_OPTS";

    public ServerCommand {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /**
     * {@code serve} with the classes of this process, in a separate small JVM.
     *
     * @param main the main class
     * @param flags additional JVM flags
     */
    public static ServerCommand serve(Class<?> main, Path config, List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName(),
                "serve",
                "--config",
                config.toString()));
        return new ServerCommand(command, Map.of(), null);
    }

    /**
     * {@code ./tidings serve}, configured only by its environment.
     *
     * @param folder the working directory, without a {@code tidings.yaml}
     */
    public static ServerCommand launch(Path launcher, Path folder, Map<String, String> environment) {
        return new ServerCommand(List.of(launcher.toString(), "serve"), environment, folder);
    }

    /** Adds an environment variable. */
    public ServerCommand with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new ServerCommand(command, more, folder);
    }

    ProcessBuilder builder(Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        builder.environment().keySet().removeIf(name -> name.startsWith(PREFIX) && !name.equals(JVM));
        builder.environment().putAll(environment);
        return builder;
    }
}
