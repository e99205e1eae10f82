package dev.tidings.jobs.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads processes of the operating system; most precisely on Linux, from /proc. */
final class Processes {
    private static final Path PROC = Path.of("/proc");
    private static final Path BOOT = PROC.resolve("sys/kernel/random/boot_id");
    private static final int STATE = 0;
    private static final int GROUP = 2;
    private static final int START = 19;
    private static final int BOOT_CHARS = 8;

    private Processes() {}

    /**
     * Distinguishes a process from a later one with the same id: the boot id and start ticks, or else the start
     * time. Empty if the process is not alive; zombies are not.
     */
    static String identity(long pid) {
        if (!linux()) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .flatMap(handle -> handle.info().startInstant())
                    .map(start -> Long.toString(start.toEpochMilli()))
                    .orElse("");
        }
        String[] stat = stat(pid);
        if (stat == null || stat[STATE].startsWith("Z") || stat[STATE].startsWith("X")) {
            return "";
        }
        return boot() + "." + stat[START];
    }

    static boolean alive(long pid, String identity) {
        return !identity.isEmpty() && identity.equals(identity(pid));
    }

    /** Whether a process leads its own group. */
    static boolean leads(long pid) {
        String[] stat = linux() ? stat(pid) : null;
        return stat != null && stat[GROUP].equals(Long.toString(pid));
    }

    /** All processes that were started with this environment variable. */
    static List<Long> having(String variable) {
        List<Long> found = new ArrayList<>();
        if (!linux()) {
            return found;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                if (environment(process).contains("\0" + variable + "\0")) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return found;
    }

    private static String environment(Path process) {
        try {
            return "\0" + new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
        } catch (IOException goneOrAnothers) {
            return "";
        }
    }

    private static String @Nullable [] stat(long pid) {
        try {
            String line = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            // The process name may contain any character, including brackets and spaces.
            return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        } catch (IOException gone) {
            return null;
        }
    }

    private static String boot() {
        try {
            return Files.readString(BOOT).substring(0, BOOT_CHARS);
        } catch (IOException unknown) {
            return "0";
        }
    }

    private static boolean linux() {
        return Files.exists(BOOT);
    }
}
