package dev.tidings.server.app;

import dev.tidings.core.id.Ids;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.Store;
import dev.tidings.core.telemetry.AccessListener;
import dev.tidings.server.access.Authenticator;
import dev.tidings.server.access.ForeignTokens;
import dev.tidings.server.access.KeyRing;
import dev.tidings.server.access.OriginGuard;
import dev.tidings.server.access.Origins;
import dev.tidings.server.access.OwnTokens;
import dev.tidings.server.access.RefusalLog;
import dev.tidings.server.access.TokenKeyRing;
import dev.tidings.server.access.Tokens;
import dev.tidings.server.access.TrustedKeys;
import dev.tidings.server.access.rest.TokenKeyRoutes;
import dev.tidings.server.access.rest.TokenRoutes;
import dev.tidings.server.admin.StoreThreads;
import dev.tidings.server.cli.StartFailure;
import dev.tidings.server.config.AccessSection;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.JwtSection;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Who may do what. */
record Access(Authenticator authenticator, TokenRoutes tokens, TokenKeyRoutes tokenKeys, KeyRing keys) {
    /**
     * @param stores where the store may block
     * @param fetching where fetching keys may block
     */
    static Access assemble(
            Configuration configuration,
            Store store,
            StoreThreads stores,
            Ids ids,
            Clocks clocks,
            Executor fetching,
            AccessListener listener) {
        AccessSection section = configuration.access();
        TokenKeyRing tokenKeys = new TokenKeyRing(
                store, stores.reads(), stores.writer(), ids, clocks.random(), store.clock(), clocks.ticker());
        OwnTokens own = new OwnTokens(tokenKeys, store.clock());
        KeyRing keys = new KeyRing(store, stores.reads(), stores.writer(), store.clock(), clocks.ticker());
        Authenticator authenticator = new Authenticator(
                keys,
                new OriginGuard(configuration.server().allowedHosts()),
                new Tokens(own, foreign(section.jwt(), store), fetching),
                new Origins(section.corsOrigins()),
                new RefusalLog(listener, clocks.ticker()));
        return new Access(
                authenticator,
                new TokenRoutes(own, section.tokenTtl(), section.longestTokenTtl()),
                new TokenKeyRoutes(tokenKeys, section.longestTokenTtl()),
                keys);
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
