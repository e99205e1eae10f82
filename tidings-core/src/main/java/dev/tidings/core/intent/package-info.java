/** The rules that an intent must satisfy before anything is stored. */
@NullMarked
package dev.tidings.core.intent;

import org.jspecify.annotations.NullMarked;
