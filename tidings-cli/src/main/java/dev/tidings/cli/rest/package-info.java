/**
 * The command line's way to a running server: REST over the JDK's client.
 *
 * <p>Invariant: what goes wrong is one of two exceptions, a refusal that the server explains or a server that does not
 * answer; both say in one sentence what to do.
 */
@NullMarked
package dev.tidings.cli.rest;

import org.jspecify.annotations.NullMarked;
