/** The pages: what each reads from the API and gives to its template. */
@NullMarked
package dev.tidings.console.page;

import org.jspecify.annotations.NullMarked;
