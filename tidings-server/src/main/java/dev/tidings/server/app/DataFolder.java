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

/** The data folder of one server, protected by an operating system lock, which ends with the process. */
final class DataFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
    private static final String LOCK = "server.lock";

    private final FileChannel channel;

    private DataFolder(FileChannel channel) {
        this.channel = channel;
    }

    /** The folder as it is locked. */
    static Path path(Path folder) {
        return folder.toAbsolutePath().normalize();
    }

    static DataFolder hold(Path folder) {
        Path path = path(folder);
        prepare(path);
        try {
            warnOfOthers(path);
            Path lock = path.resolve(LOCK);
            FileChannel channel = FileChannel.open(
                    lock, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.file());
            // Any process that can open the file can lock it.
            if (OwnerOnly.wider(lock) != null) {
                OwnerOnly.close(lock);
            }
            if (lock(channel) == null) {
                channel.close();
                throw new StartFailure("another server is running on the folder " + path
                        + "; stop it, or use another folder (data.dir, TIDINGS_DATA_DIR)");
            }
            return new DataFolder(channel);
        } catch (IOException e) {
            throw new StartFailure("cannot lock the folder " + path + ": " + e, e);
        }
    }

    /** Only warns: an existing folder may be shared, so its permissions are not changed. */
    private static void warnOfOthers(Path path) throws IOException {
        String rights = OwnerOnly.wider(path);
        if (rights != null) {
            LOG.warn(
                    "data folder is accessible to other users; restrict it with chmod 700; folder={} permissions={}",
                    path,
                    rights);
        }
    }

    /** Whether a server is running on the folder; changes nothing. */
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

    /** Creates the folder and checks that it is writable. */
    static void prepare(Path path) {
        try {
            Files.createDirectories(path, OwnerOnly.folder());
            Files.delete(Files.createTempFile(path, "probe", ".tmp"));
        } catch (IOException e) {
            throw new StartFailure(
                    "cannot write to the folder " + path + " (" + e.getClass().getSimpleName()
                            + "); grant write access or use another folder (data.dir, TIDINGS_DATA_DIR)",
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

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
