package dev.tidings.streams.redis;

import dev.tidings.core.problem.Cause;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A Lua script. It is sent by its digest, and in full when Redis does not know it. */
public final class RedisScript {
    private final String text;
    private final String digest;

    private RedisScript(String text) {
        this.text = text;
        try {
            this.digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * @param beside a class in the package of the file
     */
    public static RedisScript named(Class<?> beside, String file) {
        try (InputStream in = beside.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("script not found: " + file);
            }
            return new RedisScript(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("script cannot be read: " + file, e);
        }
    }

    /** Runs the script and returns its results as text. */
    public CompletableFuture<List<String>> run(
            RedisAsyncCommands<String, byte[]> redis, String[] keys, byte[]... arguments) {
        CompletableFuture<List<Object>> known = redis.<List<Object>>evalsha(
                        digest, ScriptOutputType.MULTI, keys, arguments)
                .toCompletableFuture();
        return known.exceptionallyCompose(failure -> {
                    Throwable cause = Cause.of(failure);
                    return cause instanceof RedisNoScriptException
                            ? inFull(redis, keys, arguments)
                            : CompletableFuture.failedFuture(failure);
                })
                .thenApply(RedisScript::texts);
    }

    /**
     * Sends the script in full and returns its results as text. Unlike a script that is sent again because Redis did not
     * know it, this one runs in the order in which commands are sent.
     */
    public CompletableFuture<List<String>> runInFull(
            RedisAsyncCommands<String, byte[]> redis, String[] keys, byte[]... arguments) {
        return inFull(redis, keys, arguments).thenApply(RedisScript::texts);
    }

    private CompletableFuture<List<Object>> inFull(
            RedisAsyncCommands<String, byte[]> redis, String[] keys, byte[]... arguments) {
        return redis.<List<Object>>eval(text, ScriptOutputType.MULTI, keys, arguments)
                .toCompletableFuture();
    }

    private static List<String> texts(List<Object> values) {
        return values.stream()
                .map(value -> new String((byte[]) value, StandardCharsets.UTF_8))
                .toList();
    }
}
