package dev.tidings.console.feature;

import dev.tidings.console.page.Console;
import dev.tidings.console.page.ConsoleAccess;
import dev.tidings.console.session.FormTokens;
import dev.tidings.console.session.Sessions;
import dev.tidings.console.session.SignInAttempts;
import dev.tidings.core.time.Ticker;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The pages at {@code /console}. */
public final class ConsoleFeature implements Feature {
    private final InstantSource clock;
    private final Ticker ticker;
    private final SecureRandom random;

    public ConsoleFeature(InstantSource clock, Ticker ticker, SecureRandom random) {
        this.clock = clock;
        this.ticker = ticker;
        this.random = random;
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        ConsoleAccess access = new ConsoleAccess(
                routes.authenticator(),
                new Sessions(clock, ticker, random),
                new FormTokens(random),
                new SignInAttempts(ticker));
        routes.addPages("/console", new Console(access, routes.local(), clock));
    }
}
