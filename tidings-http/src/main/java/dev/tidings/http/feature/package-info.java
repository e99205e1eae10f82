/**
 * A server as a list of features. Each feature is one class that owns its part of the start, of the stop, of the routes and
 * of readiness; a feature that is switched off is not in the list.
 */
@NullMarked
package dev.tidings.http.feature;

import org.jspecify.annotations.NullMarked;
