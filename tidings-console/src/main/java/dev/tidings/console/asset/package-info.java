/** Scripts and styles, under names with the hash of their content. */
@NullMarked
package dev.tidings.console.asset;

import org.jspecify.annotations.NullMarked;
