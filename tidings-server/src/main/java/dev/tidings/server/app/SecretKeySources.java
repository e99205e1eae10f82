package dev.tidings.server.app;

import dev.tidings.core.problem.Cause;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.SecretKeySource;
import dev.tidings.server.config.Sensitive;
import dev.tidings.store.jdbc.secret.SecretKeyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.SecretKey;

/** Loads the keys that encrypt secrets from their configured sources. Logs and errors never show them. */
final class SecretKeySources {
    static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_OUTPUT = 1024;

    private final Path folder;
    private final Duration commandTimeout;

    SecretKeySources(Path folder, Duration commandTimeout) {
        this.folder = folder;
        this.commandTimeout = commandTimeout;
    }

    /**
     * Returns the encrypting key, then the keys that only decrypt. Throws {@link StoreUnavailable} that names
     * the setting.
     */
    static List<SecretKey> keys(Configuration configuration, Clocks clocks) {
        Path folder = configuration.data().dir().toAbsolutePath();
        SecretKeySources sources = new SecretKeySources(folder, COMMAND_TIMEOUT);
        List<SecretKey> keys = new ArrayList<>();
        Sensitive current = configuration.store().secretKey();
        keys.add(
                current.isEmpty()
                        ? SecretKeyFile.loadOrCreate(folder, clocks.random())
                        : sources.key("store.secret_key", SecretKeySource.of(current.reveal())));
        List<Sensitive> old = configuration.store().oldSecretKeys();
        for (int i = 0; i < old.size(); i++) {
            keys.add(sources.key(
                    "store.old_secret_keys[" + i + "]",
                    SecretKeySource.of(old.get(i).reveal())));
        }
        return keys;
    }

    SecretKey key(String setting, SecretKeySource source) {
        return switch (source) {
            case SecretKeySource.Digits digits -> SecretKeyFile.ofDigits(setting, digits.hex());
            case SecretKeySource.InFile file -> SecretKeyFile.load(folder.resolve(file.path()));
            case SecretKeySource.Variable variable -> fromEnvironment(setting, variable.name());
            case SecretKeySource.Command command -> fromCommand(setting, command.words());
        };
    }

    private static SecretKey fromEnvironment(String setting, String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new StoreUnavailable(setting + " names the environment variable " + name
                    + ", which is not set; expected 64 hexadecimal digits");
        }
        return SecretKeyFile.ofDigits(setting + " (" + name + ")", value.strip());
    }

    private SecretKey fromCommand(String setting, List<String> words) {
        // Arguments may be secret, so errors name the program only.
        String what = setting + ": the command " + words.getFirst();
        Process process;
        try {
            process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
        } catch (IOException cannot) {
            throw new StoreUnavailable(
                    what + " cannot be started: expected a program that prints 64 hexadecimal digits");
        }
        try {
            byte[] output = output(process).get(commandTimeout.toMillis(), TimeUnit.MILLISECONDS);
            if (output.length >= MOST_OUTPUT) {
                throw new StoreUnavailable(
                        what + " printed " + MOST_OUTPUT + " bytes or more; expected 64 hexadecimal digits");
            }
            if (!process.waitFor(commandTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw late(what);
            }
            if (process.exitValue() != 0) {
                throw new StoreUnavailable(what + " exited with code " + process.exitValue() + "; expected 0");
            }
            return SecretKeyFile.ofDigits(what, new String(output, StandardCharsets.US_ASCII).strip());
        } catch (TimeoutException late) {
            throw late(what);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable(what + " was interrupted");
        } catch (ExecutionException broken) {
            throw new StoreUnavailable(what + " failed: " + Cause.of(broken));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private StoreUnavailable late(String what) {
        return new StoreUnavailable(what + " did not exit within " + commandTimeout.toMillis() + " ms");
    }

    private static CompletableFuture<byte[]> output(Process process) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return process.getInputStream().readNBytes(MOST_OUTPUT);
                    } catch (IOException broken) {
                        throw new UncheckedIOException(broken);
                    }
                },
                Thread::startVirtualThread);
    }
}
