package dev.tidings.jobs.process;

import dev.tidings.core.job.DriverFailure;
import dev.tidings.core.job.JobCode;
import dev.tidings.jobs.engine.EngineSpec;
import dev.tidings.jobs.engine.Shortage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Begins a process that has a session, a log and an environment of its own. */
final class Launcher {
    private static final String TOKEN = "TIDINGS_RUN";
    private static final File NOTHING = new File("/dev/null");

    private final ProcessSettings settings;

    Launcher(ProcessSettings settings) {
        this.settings = settings;
    }

    /** The variable that all of one start have. */
    static String mark(Run run) {
        return TOKEN + "=" + run.token();
    }

    /** Throws a {@link DriverFailure} when the command is none. */
    Path program(EngineSpec spec) {
        String name = spec.command().isEmpty() ? "" : spec.command().getFirst();
        return Commands.find(name, settings.searchPath())
                .orElseThrow(() -> new DriverFailure(
                        JobCode.START_FAILED,
                        "command: '" + name
                                + "'; expected a program that this server may run, by its path or in PATH"));
    }

    /** @param folder of the game; the engine's own is below it */
    Process launch(Run run, EngineSpec spec, Path folder) {
        Path program = program(spec);
        List<String> command = new ArrayList<>();
        // Without it a child of the engine's outlives it, and Ctrl-C at a terminal ends the engine with the server.
        Commands.find("setsid", settings.searchPath()).ifPresent(setsid -> command.add(setsid.toString()));
        command.add(program.toString());
        command.addAll(spec.command().subList(1, spec.command().size()));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(Files.createDirectories(folder.resolve("work")).toFile())
                    .redirectInput(NOTHING)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            EngineLog.in(folder, settings.logBytes()).file().toFile()));
            Map<String, String> env = builder.environment();
            env.clear();
            env.put("PATH", settings.searchPath());
            env.putAll(spec.env());
            env.put("PORT", Integer.toString(run.port()));
            env.put("GAME_ID", run.gameId());
            env.put(TOKEN, run.token());
            return builder.start();
        } catch (IOException e) {
            JobCode code = Shortage.isSaidBy(String.valueOf(e.getMessage()))
                    ? JobCode.DRIVER_UNAVAILABLE
                    : JobCode.START_FAILED;
            throw new DriverFailure(code, program + " cannot be run: " + e.getMessage(), e);
        }
    }
}
