package dev.tidings.console.feature;

import dev.tidings.console.page.Console;
import dev.tidings.console.page.ConsoleAccess;
import dev.tidings.console.session.FormTokens;
import dev.tidings.console.session.Sessions;
import dev.tidings.console.session.SignInAttempts;
import dev.tidings.core.time.Ticker;
import dev.tidings.http.access.Authenticator;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;
import dev.tidings.http.feature.LocalApi;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The pages at {@code /console}. */
public final class ConsoleFeature implements Feature {
    private final InstantSource clock;
    private final Ticker ticker;
    private final SecureRandom random;
    private @Nullable Console console;

    public ConsoleFeature(InstantSource clock, Ticker ticker, SecureRandom random) {
        this.clock = clock;
        this.ticker = ticker;
        this.random = random;
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        Authenticator authenticator = routes.authenticator();
        LocalApi api = routes.local();
        routes.addPages(
                "/console", (ctx, request) -> console(authenticator, api).serve(ctx, request));
    }

    /** Most servers start more often than somebody opens the console, so its classes are loaded by the first request. */
    private synchronized Console console(Authenticator authenticator, LocalApi api) {
        Console loaded = console;
        if (loaded == null) {
            loaded = new Console(
                    new ConsoleAccess(
                            authenticator,
                            new Sessions(clock, ticker, random),
                            new FormTokens(random),
                            new SignInAttempts(ticker)),
                    api,
                    clock);
            console = loaded;
        }
        return loaded;
    }
}
