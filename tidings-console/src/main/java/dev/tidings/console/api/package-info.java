/** Calls of the public REST API, and the parts of its responses that pages show. */
@NullMarked
package dev.tidings.console.api;

import org.jspecify.annotations.NullMarked;
