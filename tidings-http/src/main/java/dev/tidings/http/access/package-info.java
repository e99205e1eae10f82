/**
 * Authentication and authorization: API keys, stored as hashes, checked before every route. A server without any key is
 * open to everyone who can reach it and therefore binds to loopback only; browsers of other origins and rebound names
 * are refused.
 *
 * <p>Subscribers may use a token instead: a JWT for one recipient's events, signed by Tidings or by a configured
 * issuer. Tokens never appear in responses, logs or {@code toString}.
 */
@NullMarked
package dev.tidings.http.access;

import org.jspecify.annotations.NullMarked;
