package dev.tidings.store.jdbc.secret;

import dev.tidings.core.store.StoreUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The key that encrypts secrets: 64 hexadecimal digits in {@code secret.key}, readable only by its owner. */
public final class SecretKeyFile {
    public static final String NAME = "secret.key";

    private static final int KEY_BYTES = 32;
    private static final int MOST_BYTES = 1024;

    private SecretKeyFile() {}

    /**
     * Returns the key of a folder, created on first use. Throws {@link StoreUnavailable} if the file cannot be
     * read or written, is invalid, or is readable by others.
     */
    public static SecretKey loadOrCreate(Path folder, SecureRandom random) {
        Path file = folder.resolve(NAME);
        try {
            if (!Files.exists(file)) {
                create(folder, file, random);
            }
            return read(file);
        } catch (IOException failure) {
            throw new StoreUnavailable(
                    "cannot read or create the key " + file + ": " + failure
                            + "; give this user read and write access to the folder",
                    failure);
        }
    }

    /**
     * Returns the key in an existing file. Throws {@link StoreUnavailable} if it cannot be read, is invalid, or
     * is readable by others.
     */
    public static SecretKey load(Path file) {
        try {
            return read(file);
        } catch (IOException failure) {
            throw new StoreUnavailable("cannot read the key " + file + ": " + failure, failure);
        }
    }

    private static SecretKey read(Path file) throws IOException {
        requirePrivate(file);
        try (var content = Files.newInputStream(file)) {
            // A key has 64 digits; a large file named by mistake is not read completely.
            String digits = new String(content.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII);
            return ofDigits(file.toString(), digits.strip());
        }
    }

    /** Writes a temporary file and links it, so that a crash leaves a complete key or none. */
    private static void create(Path folder, Path file, SecureRandom random) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        Files.createDirectories(folder, OwnerOnly.folder());
        Path fresh = Files.createTempFile(folder, NAME, ".new", OwnerOnly.file());
        try {
            Files.writeString(fresh, HexFormat.of().formatHex(key) + "\n", StandardCharsets.US_ASCII);
            try (var channel = java.nio.channels.FileChannel.open(fresh, java.nio.file.StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            // A link fails if a key exists by now; a move would replace the key of another process.
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException another) {
            // Use the key of the other process.
        } catch (UnsupportedOperationException noLinks) {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void requirePrivate(Path file) throws IOException {
        String rights = OwnerOnly.wider(file);
        if (rights != null) {
            throw new StoreUnavailable("the key " + file + " may be read by others (" + rights
                    + "; expected rw-------); run `chmod 600 " + file + "`");
        }
    }

    /**
     * Parses the digits of a key.
     *
     * @param source the origin of the digits, for errors
     */
    public static SecretKey ofDigits(String source, String hex) {
        try {
            byte[] key = HexFormat.of().parseHex(hex);
            if (key.length == KEY_BYTES) {
                return new SecretKeySpec(key, "AES");
            }
        } catch (IllegalArgumentException malformed) {
            // Refused below; the error must not quote the value.
        }
        throw new StoreUnavailable("the key " + source + " holds " + hex.length() + " characters; expected "
                + 2 * KEY_BYTES + " hexadecimal digits; put back the original");
    }
}
