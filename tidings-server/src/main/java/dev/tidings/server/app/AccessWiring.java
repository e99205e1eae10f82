package dev.tidings.server.app;

import dev.tidings.core.id.Ids;
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
import dev.tidings.server.admin.StoreThreads;
import dev.tidings.server.config.AccessSection;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.JwtSection;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Who may do what. */
record AccessWiring(
        Authenticator authenticator, TokenRoutes tokens, TokenKeyRing tokenKeys, KeyRing ring, ApiKeys keys) {
    /**
     * @param stores where the store may block
     * @param fetching where fetching keys may block
     */
    static AccessWiring assemble(
            Configuration configuration,
            Store store,
            StoreThreads stores,
            Ids ids,
            Clocks clocks,
            Executor fetching,
            AccessListener listener) {
        AccessSection section = configuration.access();
        TokenKeyRing tokenKeys = new TokenKeyRing(
                store.tokenKeys(),
                stores.reads(),
                stores.writer(),
                ids,
                clocks.random(),
                store.clock(),
                clocks.ticker());
        OwnTokens own = new OwnTokens(tokenKeys, store.clock());
        KeyRing keys = new KeyRing(store.keys(), stores.reads(), stores.writer(), store.clock(), clocks.ticker());
        Authenticator authenticator = new Authenticator(
                keys,
                new OriginGuard(configuration.server().allowedHosts()),
                new Tokens(own, foreign(section.jwt(), store), fetching),
                new Origins(section.corsOrigins()),
                new RefusalLog(listener, clocks.ticker()));
        return new AccessWiring(
                authenticator,
                new TokenRoutes(own, section.tokenTtl(), section.longestTokenTtl()),
                tokenKeys,
                keys,
                new ApiKeys(store.keys(), ids, clocks.random(), store.clock()));
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
}
