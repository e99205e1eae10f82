/** The console as a part of the server. */
@NullMarked
package dev.tidings.console.feature;

import org.jspecify.annotations.NullMarked;
