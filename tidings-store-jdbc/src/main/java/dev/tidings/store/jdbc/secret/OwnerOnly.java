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

/** Restricts files and folders to their owner, if the file system supports owners. */
public final class OwnerOnly {
    private static final String FILE = "rw-------";
    private static final String FOLDER = "rwx------";

    private OwnerOnly() {}

    /** The attributes of a new file. */
    public static FileAttribute<?>[] file() {
        return attributes(FILE);
    }

    /** The attributes of a new folder. */
    public static FileAttribute<?>[] folder() {
        return attributes(FOLDER);
    }

    /** Returns the permissions, such as {@code rw-r--r--}, if other users have any; otherwise null. */
    public static @Nullable String wider(Path path) throws IOException {
        if (!posix()) {
            return null;
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(path);
        return PosixFilePermissions.fromString(FOLDER).containsAll(rights)
                ? null
                : PosixFilePermissions.toString(rights);
    }

    /** Removes the permissions of other users. */
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
