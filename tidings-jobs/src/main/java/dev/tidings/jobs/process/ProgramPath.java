package dev.tidings.jobs.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Resolves program names as a shell does. */
public final class ProgramPath {
    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

    private ProgramPath() {}

    /**
     * @param searchPath folders as in PATH, for names without a slash
     */
    public static Optional<Path> find(String name, String searchPath) {
        try {
            if (name.indexOf('/') >= 0) {
                return Optional.of(Path.of(name).toAbsolutePath()).filter(ProgramPath::runs);
            }
            return SEPARATOR
                    .splitAsStream(searchPath)
                    .filter(folder -> !folder.isEmpty())
                    .map(folder -> Path.of(folder).resolve(name).toAbsolutePath())
                    .filter(ProgramPath::runs)
                    .findFirst();
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    private static boolean runs(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
