/** Intents, as producers submit them, and notifications, as they are accepted. */
@NullMarked
package dev.tidings.core.notification;

import org.jspecify.annotations.NullMarked;
