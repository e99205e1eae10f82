package dev.tidings.server.app;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.AccessListener;
import dev.tidings.http.access.ApiKeys;
import dev.tidings.http.access.Authenticator;
import dev.tidings.http.access.ForeignTokens;
import dev.tidings.http.access.KeyRing;
import dev.tidings.http.access.OriginGuard;
import dev.tidings.http.access.Origins;
import dev.tidings.http.access.OwnTokens;
import dev.tidings.http.access.RefusalLog;
import dev.tidings.http.access.TokenKeyRing;
import dev.tidings.http.access.Tokens;
import dev.tidings.http.access.TrustedKeys;
import dev.tidings.http.access.rest.TokenRoutes;
import dev.tidings.server.config.AccessSection;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.JwtSection;
import dev.tidings.server.telemetry.MicrometerAccessListener;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Authentication and authorization of all APIs. */
record AccessWiring(
        Authenticator authenticator, TokenRoutes tokens, TokenKeyRing tokenKeys, KeyRing ring, ApiKeys keys) {
    private static final Logger LOG = LoggerFactory.getLogger(AccessWiring.class);

    static AccessWiring assemble(ServerEnvironment environment) {
        Configuration configuration = environment.configuration();
        Store store = environment.store();
        Clocks clocks = environment.clocks();
        Executor reads = environment.threads().reads();
        Executor writer = environment.writer();
        AccessListener listener = new MicrometerAccessListener(environment.metrics());
        AccessSection section = configuration.access();
        TokenKeyRing tokenKeys = new TokenKeyRing(
                store.tokenKeys(), reads, writer, environment.ids(), clocks.random(), store.clock(), clocks.ticker());
        OwnTokens own = new OwnTokens(tokenKeys, store.clock());
        KeyRing keys = new KeyRing(store.keys(), reads, writer, store.clock(), clocks.ticker());
        Authenticator authenticator = new Authenticator(
                keys,
                new OriginGuard(configuration.server().allowedHosts()),
                new Tokens(
                        own,
                        foreign(section.jwt(), store),
                        environment.threads().sends()),
                new Origins(section.corsOrigins()),
                new RefusalLog(listener, clocks.ticker()));
        return new AccessWiring(
                authenticator,
                new TokenRoutes(own, section.tokenTtl(), section.longestTokenTtl()),
                tokenKeys,
                keys,
                new ApiKeys(store.keys(), environment.ids(), clocks.random(), store.clock()));
    }

    private static @Nullable ForeignTokens foreign(JwtSection jwt, Store store) {
        if (!jwt.trusted()) {
            return null;
        }
        try {
            TrustedKeys keys = TrustedKeys.at(jwt.keys().reveal(), Path.of(""));
            return new ForeignTokens(
                    keys.source(),
                    keys.algorithms(),
                    new ForeignTokens.Trust(
                            jwt.issuer(), jwt.audience(), jwt.recipientClaim(), jwt.tenantClaim(), jwt.tenant()),
                    store.clock());
        } catch (ProblemException wrong) {
            throw new StartFailure(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /** Throws a {@link StartFailure} when other machines would have access without an API key. */
    static void requireKeysOrLoopback(Configuration configuration, Store store) {
        if (store.keys().anyInForce()) {
            return;
        }
        String host = configuration.server().host();
        if (!configuration.server().loopback()) {
            throw new StartFailure(
                    "no API key exists, so anyone who can reach " + host + " would have full access; create one"
                            + " (tidings keys create --scope admin,system --name me) or set server.host to 127.0.0.1");
        }
        if (!configuration.server().proxies().trusted().isEmpty()) {
            throw new StartFailure(
                    "no API key exists, but server.trusted_proxies names proxies that forward requests; create"
                            + " one (tidings keys create --scope admin --name me)");
        }
        LOG.warn("no API key exists, so all local clients have full access, including those behind a proxy on this"
                + " machine; create one: tidings keys create --scope admin --name me");
    }
}
