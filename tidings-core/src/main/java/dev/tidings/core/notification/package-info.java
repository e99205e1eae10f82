/**
 * What a producer asks for (an intent) and what was accepted of it (a notification).
 */
@NullMarked
package dev.tidings.core.notification;

import org.jspecify.annotations.NullMarked;
