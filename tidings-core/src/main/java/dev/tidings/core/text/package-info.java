/** The rules for text from outside: which characters stores and protocols support. */
@NullMarked
package dev.tidings.core.text;

import org.jspecify.annotations.NullMarked;
