package dev.tidings.server.command;

import dev.tidings.cli.Host;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.Loaded;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the server's own commands ask of the process they run in, beyond what all commands do. */
public interface ServerHost extends Host {
    /**
     * Reads the configuration for the channels that this process has.
     *
     * @param file null for the default file, if there is one
     */
    Loaded load(@Nullable Path file);

    /**
     * Proves what only channels and runtimes can judge. Throws a {@link dev.tidings.server.config.ConfigException} that names
     * all that is wrong, as {@link #start} does.
     */
    void check(Configuration configuration);

    /** A configuration from a text and nothing else. */
    Configuration read(String yaml);

    /** Starts a server; ready on return. Throws a StartFailure that says in one line why it cannot. */
    ConfiguredServer start(Configuration configuration);

    /** Runs this whenever the process gets SIGHUP, which ends it otherwise. */
    void onHangUp(Runnable reload);

    /** The API keys of a data folder, beside a server that may be running on it. */
    Keys keys(Configuration configuration);

    /** What there is to say about the surroundings of a server with this configuration. */
    List<Finding> examine(Configuration configuration);

    /** A server that runs in this process with a configuration that may change. */
    interface ConfiguredServer extends RunningServer {
        /** Takes over what can change while the server runs, and logs what that is. */
        void reload(Configuration configuration);
    }

    /** API keys, as an operator handles them. */
    interface Keys extends AutoCloseable {
        /** A fresh key; its text is shown this once. */
        record Created(ApiKey key, Secret text) {}

        /** Throws a ProblemException for limits that do not hold. */
        Created create(String tenant, String name, Set<Scope> scopes, KeyLimits limits);

        default Created create(String tenant, String name, Set<Scope> scopes) {
            return create(tenant, name, scopes, KeyLimits.NONE);
        }

        List<ApiKey> list();

        /** False when there is no such key or it is revoked already. */
        boolean revoke(String id);

        /** False when there is no such key or it is revoked. Throws a ProblemException for a time that is past. */
        boolean expire(String id, Instant at);

        @Override
        void close();
    }

    /**
     * What an examination found.
     *
     * @param what such as {@code store}
     * @param advice what to do; empty when all is well
     */
    record Finding(String what, Verdict verdict, String detail, String advice) {
        public enum Verdict {
            OK,
            WARNING,
            BROKEN
        }

        public static Finding ok(String what, String detail) {
            return new Finding(what, Verdict.OK, detail, "");
        }

        public static Finding warning(String what, String detail, String advice) {
            return new Finding(what, Verdict.WARNING, detail, advice);
        }

        public static Finding broken(String what, String detail, String advice) {
            return new Finding(what, Verdict.BROKEN, detail, advice);
        }
    }
}
