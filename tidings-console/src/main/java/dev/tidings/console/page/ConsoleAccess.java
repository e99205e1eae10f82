package dev.tidings.console.page;

import dev.tidings.console.session.FormTokens;
import dev.tidings.console.session.Sessions;
import dev.tidings.console.session.SignInAttempts;
import dev.tidings.http.access.Authenticator;

/** What decides who sees the pages and whose forms count. */
public record ConsoleAccess(
        Authenticator authenticator, Sessions sessions, FormTokens tokens, SignInAttempts attempts) {}
