/** The one rule for text that comes from outside: what every store keeps and every wire carries. */
@NullMarked
package dev.tidings.core.text;

import org.jspecify.annotations.NullMarked;
