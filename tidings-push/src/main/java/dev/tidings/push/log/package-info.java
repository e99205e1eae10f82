/** What all event logs share. */
@NullMarked
package dev.tidings.push.log;

import org.jspecify.annotations.NullMarked;
