package dev.tidings.jobs.process;

import dev.tidings.jobs.driver.ResourceShortage;
import dev.tidings.jobs.driver.RuntimeSpec;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts a process with its own session, log and environment. */
final class Launcher {
    private static final String TOKEN = "TIDINGS_RUN";
    private static final File NOTHING = new File("/dev/null");

    private final ProcessSettings settings;

    Launcher(ProcessSettings settings) {
        this.settings = settings;
    }

    /** The environment variable that all processes of one start share. */
    static String mark(ProcessRecord run) {
        return TOKEN + "=" + run.token();
    }

    /** Throws a {@link DriverFailure} if the command is not an executable program. */
    void requireProgram(RuntimeSpec spec) {
        program(spec);
    }

    private Path program(RuntimeSpec spec) {
        String name = spec.command().isEmpty() ? "" : spec.command().getFirst();
        return ProgramPath.find(name, settings.searchPath())
                .orElseThrow(() -> new DriverFailure(
                        JobCode.START_FAILED,
                        "command: '" + name + "'; expected an executable program, by its path or in PATH"));
    }

    /**
     * @param folder the game's folder; the runtime's working directory is below it
     */
    Process launch(ProcessRecord run, RuntimeSpec spec, Path folder) {
        Path program = program(spec);
        List<String> command = new ArrayList<>();
        // Without a session of its own the runtime's children would outlive it, and Ctrl-C would stop it
        // with the server.
        ProgramPath.find("setsid", settings.searchPath()).ifPresent(setsid -> command.add(setsid.toString()));
        command.add(program.toString());
        command.addAll(spec.command().subList(1, spec.command().size()));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(Files.createDirectories(folder.resolve("work")).toFile())
                    .redirectInput(NOTHING)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            RuntimeLog.in(folder, settings.logBytes()).file().toFile()));
            Map<String, String> env = builder.environment();
            env.clear();
            env.put("PATH", settings.searchPath());
            env.putAll(spec.env());
            env.put("PORT", Integer.toString(run.port()));
            env.put("GAME_ID", run.gameId());
            env.put(TOKEN, run.token());
            return builder.start();
        } catch (IOException e) {
            JobCode code = ResourceShortage.isSaidBy(String.valueOf(e.getMessage()))
                    ? JobCode.DRIVER_UNAVAILABLE
                    : JobCode.START_FAILED;
            throw new DriverFailure(code, program + " cannot be started: " + e.getMessage(), e);
        }
    }
}
