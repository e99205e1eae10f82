/** What makes an intent acceptable, before anything is stored. */
@NullMarked
package dev.tidings.core.intent;

import org.jspecify.annotations.NullMarked;
