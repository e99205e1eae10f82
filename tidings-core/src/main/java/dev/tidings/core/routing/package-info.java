/** Which channels tell a recipient of an intent: by the intent itself, by the endpoints that exist, by rules per type. */
@NullMarked
package dev.tidings.core.routing;

import org.jspecify.annotations.NullMarked;
