/**
 * REST access to a running server with the JDK's client.
 *
 * <p>Invariant: failures are one of two exceptions, a refusal that the server explains or an unreachable server; both
 * explain in one sentence what to do.
 */
@NullMarked
package dev.tidings.cli.rest;

import org.jspecify.annotations.NullMarked;
