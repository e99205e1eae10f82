package dev.tidings.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private static final String PACKAGED = "tidings.packaged";
    private static final String PREFIX = "TIDINGS_";
    private static final String JVM = "TIDINGS_JAVA_OPTS";

    /** One file for tests and for the training of the AOT cache, which the JVM ignores if they differ. */
    private static final List<String> JVM_ARGS = jvmArgs();

    public ServerCommand {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /**
     * {@code serve} in a small JVM of its own. It runs the packaged server if the property {@value #PACKAGED} names its jar, as in
     * integration tests, with the AOT cache that the build has made for it: a start takes half the processor time. Elsewhere it
     * runs the classes of this process.
     *
     * @param main the entry point of the packaged server
     */
    public static ServerCommand serve(Class<?> main, Path config) {
        String packaged = System.getProperty(PACKAGED);
        if (packaged == null) {
            return serveClasses(main, config, List.of());
        }
        Path cache = Path.of(packaged).resolveSibling("tidings.aot");
        return serve(
                Files.exists(cache) ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off") : List.of(),
                List.of("-jar", packaged),
                config);
    }

    /**
     * {@code serve} with the classes of this process.
     *
     * @param main starts as the server's does
     * @param flags of the JVM, besides the usual ones
     */
    public static ServerCommand serveClasses(Class<?> main, Path config, List<String> flags) {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return serve(flags, List.of("-cp", classes, main.getName()), config);
    }

    /** SIGTERM stops it without a delay. */
    private static ServerCommand serve(List<String> flags, List<String> program, Path config) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(JVM_ARGS);
        command.addAll(program);
        command.addAll(List.of("serve", "--config", config.toString()));
        return new ServerCommand(command, Map.of("TIDINGS_SERVER_DRAIN_DELAY", "0s"), null);
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

    private static List<String> jvmArgs() {
        try (InputStream file = Objects.requireNonNull(ServerCommand.class.getResourceAsStream("jvm.args"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
