package dev.tidings.server.cli;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.time.Ticker;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.Loaded;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What commands ask of the process they run in. The composition root answers. */
public interface Host {
    /**
     * Reads the configuration for the channels that this process has.
     *
     * @param file null for the default file, if there is one
     */
    Loaded load(@Nullable Path file);

    /** A configuration from a text and nothing else, for servers that a command sets up itself. */
    Configuration read(String yaml);

    /**
     * Proves what only channels and runtimes can judge. Throws a {@link dev.tidings.server.config.ConfigException} that names
     * all that is wrong, as {@link #start} does.
     */
    void check(Configuration configuration);

    /** Starts a server; ready on return. Throws a {@link StartFailure}. */
    RunningServer start(Configuration configuration);

    /** Runs this whenever the process gets SIGHUP, which ends it otherwise. */
    void onHangUp(Runnable reload);

    /** The API keys of a data folder, beside a server that may be running on it. */
    Keys keys(Configuration configuration);

    /** What there is to say about the surroundings of a server with this configuration. */
    List<Finding> examine(Configuration configuration);

    /** What a person sees of what commands print. */
    Terminal terminal();

    InstantSource clock();

    Ticker ticker();

    /** A server that runs in this process. */
    interface RunningServer extends AutoCloseable {
        URI uri();

        /** Takes over what can change while the server runs, and logs what that is. */
        void reload(Configuration configuration);

        /** Waits until it has stopped, by {@link #close} or a signal. */
        void awaitStop() throws InterruptedException;

        @Override
        void close();
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
