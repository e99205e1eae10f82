/** Routing of an intent to channels: by the intent, by rules per type, or by the recipient's endpoints. */
@NullMarked
package dev.tidings.core.routing;

import org.jspecify.annotations.NullMarked;
