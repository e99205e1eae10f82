package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.server.config.SecretKeySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretKeySourcesTest {
    private static final String DIGITS = "0123456789abcdef".repeat(4);
    private static final Duration PLENTY = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private String keyOf(String setting) {
        return HexFormat.of()
                .formatHex(new SecretKeySources(folder, PLENTY)
                        .key("store.secret_key", SecretKeySource.of(setting))
                        .getEncoded());
    }

    private Path script(String body) throws Exception {
        Path script = Files.writeString(folder.resolve("kms"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    @Test
    void a_key_may_come_from_the_setting_a_file_or_a_command() throws Exception {
        Path file = Files.writeString(folder.resolve("the.key"), DIGITS + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThat(keyOf(DIGITS)).isEqualTo(DIGITS);
        assertThat(keyOf("file:the.key")).as("from the data folder").isEqualTo(DIGITS);
        assertThat(keyOf("file:" + file)).isEqualTo(DIGITS);
        assertThat(keyOf("command:" + script("echo noise >&2; echo " + DIGITS))).isEqualTo(DIGITS);
        assertThat(keyOf("command:" + script("cat \"$1\"") + " " + file))
                .as("with an argument")
                .isEqualTo(DIGITS);
    }

    @Test
    void a_key_file_readable_by_others_is_refused() throws Exception {
        Path file = Files.writeString(folder.resolve("the.key"), DIGITS);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> keyOf("file:the.key"))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("chmod 600")
                .hasMessageNotContaining(DIGITS);
    }

    @Test
    void a_variable_that_is_not_set_is_named() {
        assertThatThrownBy(() -> keyOf("env:TIDINGS_NO_SUCH_KEY"))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("TIDINGS_NO_SUCH_KEY, which is not set");
        assertThatThrownBy(() -> keyOf("env:PATH"))
                .as("something else")
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("64 hexadecimal digits")
                .hasMessageNotContaining(System.getenv("PATH"));
    }

    @ParameterizedTest
    @CsvSource({
        "exit 3, exited with code 3",
        "echo verysecretbutnokey, 64 hexadecimal digits",
        "true, holds 0 characters",
        "yes verysecret, printed 1024 bytes or more",
        "echo verysecret >&2; exit 1, exited with code 1"
    })
    void a_failing_command_is_named_without_its_output_and_arguments(String body, String why) throws Exception {
        Path script = script(body);

        assertThatThrownBy(() -> keyOf("command:" + script + " --password=verysecret"))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("store.secret_key")
                .hasMessageContaining(why)
                .hasMessageNotContaining("verysecret");
    }

    @Test
    void a_hanging_command_is_killed() throws Exception {
        SecretKeySources impatient = new SecretKeySources(folder, Duration.ofMillis(100));
        SecretKeySource endless = SecretKeySource.of("command:" + script("exec sleep 600"));

        assertThatThrownBy(() -> impatient.key("store.secret_key", endless))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("did not exit within 100 ms");
    }

    @Test
    void a_missing_program_is_named() {
        assertThatThrownBy(() -> keyOf("command:/no/such/program --password=verysecret"))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("/no/such/program cannot be started")
                .hasMessageNotContaining("verysecret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "file:", "env:", "env:9", "env:A B", "command:", "command: ", "kms:x", "FILE:x"})
    void an_invalid_source_is_refused(String text) {
        assertThat(SecretKeySource.valid(text)).isFalse();
    }
}
