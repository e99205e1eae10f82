package dev.tidings.server.app;

import dev.tidings.core.problem.StartFailure;
import dev.tidings.store.jdbc.secret.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of one server, held by a lock of the operating system, which ends with the process however it ends. */
final class DataFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
    private static final String LOCK = "server.lock";

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static DataFolder hold(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        prepare(path);
        try {
            warnOfOthers(path);
            Path lock = path.resolve(LOCK);
            FileChannel channel = FileChannel.open(
                    lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.file());
            // Who may open it may lock it.
            if (OwnerOnly.wider(lock) != null) {
                OwnerOnly.close(lock);
            }
            if (lock(channel) == null) {
                channel.close();
                throw new StartFailure("another server runs on the folder " + path
                        + "; stop it, or give this one a folder of its own (data.dir, TIDINGS_DATA_DIR)");
            }
            return new DataFolder(path, channel);
        } catch (IOException e) {
            throw new StartFailure("cannot lock the folder " + path + ": " + e, e);
        }
    }

    /** A folder that was there may be more than this server's, so its rights are left as they are. */
    private static void warnOfOthers(Path path) throws IOException {
        String rights = OwnerOnly.wider(path);
        if (rights != null) {
            LOG.warn(
                    "others have rights on the data folder {} ({}); if it is this server's alone: chmod 700",
                    path,
                    rights);
        }
    }

    /** Whether a server runs on the folder; leaves nothing behind. */
    static boolean held(Path folder) {
        Path lock = folder.resolve(LOCK);
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return lock(channel) == null;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Makes the folder and proves that it can be written. */
    static void prepare(Path path) {
        try {
            Files.createDirectories(path, OwnerOnly.folder());
            Files.delete(Files.createTempFile(path, "probe", ".tmp"));
        } catch (IOException e) {
            throw new StartFailure(
                    "cannot write to the folder " + path + " (" + e.getClass().getSimpleName()
                            + "); give this user write access or name another one (data.dir, TIDINGS_DATA_DIR)",
                    e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
