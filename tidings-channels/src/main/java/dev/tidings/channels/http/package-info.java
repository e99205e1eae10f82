/**
 * Posts to addresses from API users.
 *
 * <p>Invariants: no connection is opened to an address that the outbound guard refuses, even if a name resolves
 * differently each time; redirects are not followed; no attempt exceeds its timeout or its response limit.
 */
@NullMarked
package dev.tidings.channels.http;

import org.jspecify.annotations.NullMarked;
