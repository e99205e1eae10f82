/** Who has signed in, and that a form comes from a page of this server. */
@NullMarked
package dev.tidings.console.session;

import org.jspecify.annotations.NullMarked;
