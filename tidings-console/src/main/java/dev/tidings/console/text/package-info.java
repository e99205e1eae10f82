/** The words of the pages, in each language. */
@NullMarked
package dev.tidings.console.text;

import org.jspecify.annotations.NullMarked;
