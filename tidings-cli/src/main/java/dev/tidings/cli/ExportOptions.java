package dev.tidings.cli;

import dev.tidings.cli.rest.ApiClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where an export goes: standard output, or a file that is written whole or not at all. */
final class ExportOptions {
    private static final int BUFFER = 64 * 1024;
    private static final double MEGABYTE = 1e6;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file, which is replaced once the export is complete.")
    private @Nullable Path output;

    int export(
            String path,
            Map<String, String> query,
            ConnectionOptions remote,
            CommandEnvironment environment,
            Screen screen)
            throws IOException {
        Path file = output == null ? null : output.toAbsolutePath();
        if (file != null && Files.exists(file) && !Files.isRegularFile(file)) {
            throw new UsageError("--output is " + output + ", which is not a regular file");
        }
        try (ApiClient api = remote.open();
                InputStream export = new CompleteExport(api.open(path, query))) {
            if (file == null) {
                screen.file(export);
            } else {
                long bytes = write(export, file, new Progress(screen, environment.ticker()));
                screen.line("Exported " + megabytes(bytes) + " to " + output + ".");
            }
        }
        return ExitCodes.OK;
    }

    /** Writes beside the file, and replaces it when everything is there. */
    private static long write(InputStream export, Path file, Progress progress) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent(), "a file has a folder");
        Path part = Files.createTempFile(folder, "." + file.getFileName() + "-", ".part");
        try {
            long bytes = 0;
            try (OutputStream to = Files.newOutputStream(part)) {
                byte[] buffer = new byte[BUFFER];
                for (int read = export.read(buffer); read >= 0; read = export.read(buffer)) {
                    to.write(buffer, 0, read);
                    bytes += read;
                    long now = bytes;
                    progress.show(() -> megabytes(now) + " exported");
                }
            }
            try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            var _ = Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return bytes;
        } finally {
            progress.end();
            var _ = Files.deleteIfExists(part);
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE);
    }
}
