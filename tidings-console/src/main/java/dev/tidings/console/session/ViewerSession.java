package dev.tidings.console.session;

import dev.tidings.http.access.SignIn;
import java.time.Instant;

/**
 * A person who has signed in.
 *
 * @param until the end of the session, however much it is used
 */
public record ViewerSession(SignIn signIn, Instant until) {}
