package dev.tidings.store.jdbc.secret;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files and folders that nobody but their owner may read or write, where the file system knows owners. */
public final class OwnerOnly {
    private static final String FILE = "rw-------";
    private static final String FOLDER = "rwx------";

    private OwnerOnly() {}

    /** For a file that is made. */
    public static FileAttribute<?>[] file() {
        return attributes(FILE);
    }

    /** For a folder that is made. */
    public static FileAttribute<?>[] folder() {
        return attributes(FOLDER);
    }

    /** The rights of a file or folder, such as {@code rw-r--r--}, when others have any; null when they have none. */
    public static @Nullable String wider(Path path) throws IOException {
        if (!posix()) {
            return null;
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(path);
        return PosixFilePermissions.fromString(FOLDER).containsAll(rights)
                ? null
                : PosixFilePermissions.toString(rights);
    }

    /** Takes what others may do with a file away from them. */
    public static void close(Path file) throws IOException {
        if (posix()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(FILE));
        }
    }

    private static FileAttribute<?>[] attributes(String rights) {
        return posix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
