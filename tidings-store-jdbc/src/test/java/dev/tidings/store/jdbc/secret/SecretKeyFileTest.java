package dev.tidings.store.jdbc.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidings.core.store.StoreUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeyFileTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path folder;

    @Test
    void the_key_is_created_once_and_read_afterwards() {
        Path deep = folder.resolve("a/b");

        SecretKey made = SecretKeyFile.loadOrCreate(deep, RANDOM);

        assertThat(made.getEncoded()).hasSize(32);
        assertThat(SecretKeyFile.loadOrCreate(deep, RANDOM)).isEqualTo(made);
    }

    @Test
    void only_its_owner_may_read_it() throws Exception {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        SecretKeyFile.loadOrCreate(folder, RANDOM);
        Path file = folder.resolve(SecretKeyFile.NAME);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> SecretKeyFile.loadOrCreate(folder, RANDOM))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("rw-r-----")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void a_damaged_key_is_refused_without_being_shown() throws Exception {
        Path file = folder.resolve(SecretKeyFile.NAME);
        SecretKeyFile.loadOrCreate(folder, RANDOM);
        for (String damaged : List.of("abcdef", "not hexadecimal".repeat(5), "")) {
            Files.writeString(file, damaged);

            assertThatThrownBy(() -> SecretKeyFile.loadOrCreate(folder, RANDOM))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining(damaged.length() + " characters")
                    .hasMessageContaining("64 hexadecimal digits")
                    .hasMessageNotContaining("abcdef")
                    .hasMessageNotContaining("not hexadecimal");
        }
    }

    @Test
    void concurrent_creators_all_get_the_same_key() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(16)) {
            Callable<SecretKey> each = () -> SecretKeyFile.loadOrCreate(folder, RANDOM);
            Set<SecretKey> keys = new HashSet<>();
            for (var made : pool.invokeAll(Stream.generate(() -> each).limit(16).toList())) {
                keys.add(made.get());
            }

            assertThat(keys).hasSize(1);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).hasSize(1);
            }
        }
    }
}
