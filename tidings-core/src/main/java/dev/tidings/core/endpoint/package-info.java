/** Endpoints: where a channel reaches a recipient. Secrets never print themselves. */
@NullMarked
package dev.tidings.core.endpoint;

import org.jspecify.annotations.NullMarked;
