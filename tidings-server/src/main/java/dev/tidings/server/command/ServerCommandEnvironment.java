package dev.tidings.server.command;

import dev.tidings.cli.CommandEnvironment;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.LoadedConfiguration;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The process environment of the server's own commands. */
public interface ServerCommandEnvironment extends CommandEnvironment {
    /**
     * Reads the configuration for the channels of this process.
     *
     * @param file null for the default file, if it exists
     */
    LoadedConfiguration load(@Nullable Path file);

    /**
     * Checks what only channels and runtimes can check. Throws a {@link
     * dev.tidings.server.config.ConfigException} with all errors, as {@link #start} does.
     */
    void check(Configuration configuration);

    /** Reads a configuration from text only, without environment variables. */
    Configuration read(String yaml);

    /** Starts a server, which is ready on return. Throws a StartFailure with a one-line reason. */
    ConfiguredServer start(Configuration configuration);

    /** Runs this on SIGHUP, which ends the process otherwise. */
    void onHangUp(Runnable reload);

    /** Opens the API keys of a database, on which a server may be running. */
    Keys keys(Configuration configuration);

    /** Checks the environment of a server with this configuration. */
    List<Finding> examine(Configuration configuration);

    /** A running server whose configuration can be reloaded. */
    interface ConfiguredServer extends RunningServer {
        /** Applies the settings that can change at run time, and logs them. */
        void reload(Configuration configuration);
    }

    /** Manages API keys for an operator. */
    interface Keys extends AutoCloseable {
        /** A new key; its text is shown only once. */
        record Created(ApiKey key, Secret text) {}

        /** Throws a ProblemException for invalid limits. */
        Created create(String tenant, String name, Set<Scope> scopes, KeyLimits limits);

        default Created create(String tenant, String name, Set<Scope> scopes) {
            return create(tenant, name, scopes, KeyLimits.NONE);
        }

        List<ApiKey> list();

        /** Returns false if there is no such key or it is already revoked. */
        boolean revoke(String id);

        /**
         * Returns false if there is no such key or it is revoked. Throws a ProblemException for a time in
         * the past.
         */
        boolean expire(String id, Instant at);

        @Override
        void close();
    }

    /**
     * The result of a check.
     *
     * @param what the checked part, such as {@code store}
     * @param hint how to fix it; empty if it is ok
     */
    record Finding(String what, Result result, String detail, String hint) {
        public enum Result {
            OK,
            WARNING,
            BROKEN
        }

        public static Finding ok(String what, String detail) {
            return new Finding(what, Result.OK, detail, "");
        }

        public static Finding warning(String what, String detail, String hint) {
            return new Finding(what, Result.WARNING, detail, hint);
        }

        public static Finding broken(String what, String detail, String hint) {
            return new Finding(what, Result.BROKEN, detail, hint);
        }
    }
}
